//! Workflow `generate-reset-password-token`: a token that is good once, for a quarter of an hour. Who sends it hears of
//! it by the event `auth.password_reset`.

use serde::Serialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use stheno_auth::service::{self, RESET_TTL_MS};
use stheno_http::Http;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::{FlowTx, RequestCtx};

/// Whose password is to be reset.
pub struct Input {
    /// The name with the provider: an e-mail address.
    pub entity_id: String,
    /// `customer` or `user`.
    pub actor_type: String,
    /// `emailpass`.
    pub provider: String,
    /// Handed on in the event.
    pub metadata: Json,
}

/// What the token says.
#[derive(Serialize)]
struct Claims<'a> {
    entity_id: &'a str,
    provider: &'a str,
    actor_type: &'a str,
    purpose: &'static str,
    jti: String,
}

/// Makes the token, which voids those before it, and answers it. Fails with `invalid_data` where nobody has the name.
pub async fn run(ctx: &RequestCtx, http: Arc<Http>, input: Input) -> Result<String> {
    let work = ctx.transaction("generate-reset-password-token", move |cx| async move {
        let token = issue_in(&cx, &http, &input).await?;
        let Input { entity_id, actor_type, metadata, .. } = input;
        cx.step("emit-event").await?;
        let event =
            json!({ "entity_id": entity_id, "actor_type": actor_type, "token": token, "metadata": metadata });
        cx.emit("auth.password_reset", event);
        Ok(token)
    });
    work.await
}

/// Makes the token as a part of a flow; telling of it is the caller's.
pub(crate) async fn issue_in(cx: &FlowTx, http: &Http, input: &Input) -> Result<String> {
    let Input { entity_id, actor_type, provider, .. } = input;
    let cx = &cx.within("generate-reset-password-token");
    cx.step("create-password-reset-token").await?;
    let Some(login) = service::find_login(cx.tx(), provider, entity_id).await? else {
        let message =
            format!("Provider identity with entity_id {entity_id} and provider {provider} not found");
        return Err(Error::invalid_data(message));
    };
    let jti = service::create_reset_token(cx.tx(), cx.stamp(), &login).await?;
    let claims = Claims { entity_id, provider, actor_type, purpose: super::update_provider::PURPOSE, jti };
    let ttl = Duration::from_millis(RESET_TTL_MS.unsigned_abs());
    http.tokens().sign_for(&claims, cx.now(), ttl)
}

/// As [`run`], for strangers: who has the name is not told.
pub async fn request(ctx: &RequestCtx, http: Arc<Http>, input: Input) -> Result<()> {
    match run(ctx, http, input).await {
        Err(error) if error.kind() != ErrorKind::InvalidData => Err(error),
        _ => Ok(()),
    }
}
