//! `POST /auth/{actor_type}/{auth_provider}/update`: a new password for whoever holds a reset token.

use super::authenticate::require_provider;
use super::hashing;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_auth::{ProviderIdentity, service};
use stheno_http::auth::Tokens;
use stheno_kernel::{Error, Result};
use stheno_workflow::{FlowTx, RequestCtx};

/// The claim that tells reset tokens from those of a login.
pub(crate) const PURPOSE: &str = "reset";

/// What a reset token says; a token of a login says none of it.
#[derive(Deserialize)]
pub(crate) struct Claims {
    #[serde(default)]
    pub entity_id: String,
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
    let claims = read(ctx, tokens, token, (actor_type, provider))?;
    let password = body.get("password").and_then(Json::as_str).filter(|text| !text.is_empty());
    let hash = match password {
        Some(password) => Some(hashing::hash(password.to_owned()).await?),
        None => None,
    };
    let provider = provider.to_owned();
    let work = ctx.transaction("update-provider", move |cx| async move {
        apply_in(&cx, &provider, &claims, hash).await.map(|login| login.is_some())
    });
    if work.await? { Ok(()) } else { Err(Error::unauthorized("Unauthorized")) }
}

/// What a token says, if it is one that resets a password and neither forged nor expired.
pub(crate) fn read(
    ctx: &RequestCtx,
    tokens: &Tokens,
    token: &str,
    (actor_type, provider): (&str, &str),
) -> Result<Claims> {
    let claims = tokens.verify_as::<Claims>(token, ctx.now()).ok_or_else(invalid)?;
    let is_reset = claims.purpose == PURPOSE && !claims.jti.is_empty() && !claims.entity_id.is_empty();
    if !is_reset || claims.actor_type != actor_type || require_provider(provider).is_err() {
        return Err(invalid());
    }
    Ok(claims)
}

/// Uses a token up and keeps the hash; answers whose password it is now, if there is a hash.
pub(crate) async fn apply_in(
    cx: &FlowTx,
    provider: &str,
    claims: &Claims,
    hash: Option<String>,
) -> Result<Option<ProviderIdentity>> {
    let cx = &cx.within("update-provider");
    cx.step("consume-password-reset-token").await?;
    let login = service::find_login(cx.tx(), provider, &claims.entity_id).await?.ok_or_else(invalid)?;
    if !service::consume_reset_token(cx.tx(), &claims.jti, &login, cx.now()).await? {
        return Err(invalid());
    }
    let Some(hash) = hash else { return Ok(None) };
    cx.step("update-provider-identity").await?;
    service::set_password(cx.tx(), &login, hash, cx.now()).await?;
    Ok(Some(login))
}

fn invalid() -> Error {
    Error::unauthorized("Invalid token")
}
