//! `POST /auth/token/refresh`: new claims for whoever shows a token that is good, as the identity stands now.

use super::authenticate::load;
use super::claims::{Authenticated, Claims};
use stheno_auth::service;
use stheno_database::Tx;
use stheno_http::AuthContext;
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// The claims of the identity behind `shown`. A second factor that was shown for it stays shown.
pub async fn run(ctx: &RequestCtx, shown: &AuthContext) -> Result<Claims> {
    let missing = || Error::unauthorized("The auth provider is not set while refreshing token");
    let provider = shown.auth_provider.clone().ok_or_else(missing)?;
    let Some(found) = find(ctx, shown.auth_identity_id.clone(), provider).await? else {
        return Err(Error::unauthorized("Invalid auth identity while refreshing token"));
    };
    if shown.actor_id.is_empty() {
        return Ok(found.claims(&shown.actor_type));
    }
    let mut claims = Authenticated { needs_factor: false, ..found }.claims(&shown.actor_type);
    claims.context.mfa_enabled = Some(shown.mfa_enabled.unwrap_or(false));
    claims.context.mfa_challenge_completed_at = match &shown.mfa_challenge_completed_at {
        stheno_http::auth::MfaTime::Absent => stheno_http::auth::MfaTime::Never,
        time => time.clone(),
    };
    Ok(claims)
}

async fn find(ctx: &RequestCtx, identity_id: String, provider: String) -> Result<Option<Authenticated>> {
    let work = move |tx: Tx| async move {
        let logins = service::logins_of(&tx, &identity_id).await?;
        match logins.into_iter().find(|login| login.provider == provider) {
            Some(login) => load(&tx, login).await,
            None => Ok(None),
        }
    };
    ctx.app.database().read(work).await
}
