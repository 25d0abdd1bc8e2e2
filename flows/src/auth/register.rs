//! `POST /auth/{actor_type}/{auth_provider}/register`: an identity that acts for nobody yet.

use super::authenticate::{Credentials, find, require_provider};
use super::claims::{Authenticated, Claims};
use super::hashing;
use serde_json::{Map, Value as Json};
use stheno_auth::service;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// The claims of the new identity. One that never became an actor may register again with its password.
pub async fn run(
    ctx: &RequestCtx,
    actor_type: &str,
    provider: &str,
    body: &Map<String, Json>,
) -> Result<Claims> {
    require_provider(provider)?;
    let Credentials { email, password } = Credentials::read(body)?;
    if let Some(found) = find(ctx, email.clone()).await? {
        let is_open = !service::has_metadata(&found.identity);
        let is_same = is_open && hashing::verify(service::password_hash(&found.login), password).await?;
        return if is_same { Ok(found.claims(actor_type)) } else { Err(service::already_exists()) };
    }
    let hash = hashing::hash(password).await?;
    let made = ctx.transaction("register", move |cx| async move {
        cx.step("create-auth-identity").await?;
        service::register(cx.tx(), cx.stamp(), &email, hash).await
    });
    let (identity, login) = made.await?;
    Ok(Authenticated { identity, login, needs_factor: false }.claims(actor_type))
}
