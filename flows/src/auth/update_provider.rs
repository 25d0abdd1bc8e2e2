//! `POST /auth/{actor_type}/{auth_provider}/update`: a new password for whoever holds a reset token.

use super::authenticate::require_provider;
use super::hashing;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_auth::service;
use stheno_http::auth::Tokens;
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// The claim that tells reset tokens from those of a login.
pub(crate) const PURPOSE: &str = "reset";

/// What a reset token says; a token of a login says none of it.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    entity_id: String,
    #[serde(default)]
    actor_type: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    jti: String,
}

/// Uses the token up and keeps the new password, both or neither - save where the body has no password: then the token
/// is used up for nothing, as in Medusa.
pub async fn run(
    ctx: &RequestCtx,
    tokens: &Tokens,
    token: &str,
    (actor_type, provider): (&str, &str),
    body: &Map<String, Json>,
) -> Result<()> {
    let claims = tokens.verify_as::<Claims>(token, ctx.now()).ok_or_else(invalid)?;
    let is_reset = claims.purpose == PURPOSE && !claims.jti.is_empty() && !claims.entity_id.is_empty();
    if !is_reset || claims.actor_type != actor_type || require_provider(provider).is_err() {
        return Err(invalid());
    }
    let password = body.get("password").and_then(Json::as_str).filter(|text| !text.is_empty());
    let hash = match password {
        Some(password) => Some(hashing::hash(password.to_owned()).await?),
        None => None,
    };
    let provider = provider.to_owned();
    let work = ctx.transaction("update-provider", move |cx| async move {
        cx.step("consume-password-reset-token").await?;
        let login = service::find_login(cx.tx(), &provider, &claims.entity_id).await?.ok_or_else(invalid)?;
        if !service::consume_reset_token(cx.tx(), &claims.jti, &login, cx.now()).await? {
            return Err(invalid());
        }
        let Some(hash) = hash else { return Ok(false) };
        cx.step("update-provider-identity").await?;
        service::set_password(cx.tx(), &login, hash, cx.now()).await?;
        Ok(true)
    });
    if work.await? { Ok(()) } else { Err(Error::unauthorized("Unauthorized")) }
}

fn invalid() -> Error {
    Error::unauthorized("Invalid token")
}
