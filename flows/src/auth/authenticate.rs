//! Login: `POST /auth/{actor_type}/{auth_provider}`. A name that nobody has and a wrong password answer the same, in the
//! same time.

use super::claims::{Authenticated, Claims};
use super::hashing;
use serde_json::{Map, Value as Json};
use stheno_auth::service::{self, EMAILPASS};
use stheno_auth::{AuthIdentity, ProviderIdentity};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// What a login or a registration brings.
pub(crate) struct Credentials {
    /// Taken as it is: case counts.
    pub email: String,
    /// Never empty.
    pub password: String,
}

impl Credentials {
    pub(crate) fn read(body: &Map<String, Json>) -> Result<Self> {
        let text = |name: &str| body.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
        let password = text("password").ok_or_else(|| Error::unauthorized("Password should be a string"))?;
        let email = text("email").ok_or_else(|| Error::unauthorized("Email should be a string"))?;
        Ok(Self { email: email.to_owned(), password: password.to_owned() })
    }
}

/// Refuses a provider that is not there.
pub fn require_provider(provider: &str) -> Result<()> {
    if provider == EMAILPASS {
        return Ok(());
    }
    Err(Error::unauthorized(format!(
        "\nUnable to retrieve the auth provider with id: {provider}\nPlease make sure that the provider is registered \
         in the container and it is configured correctly in your project configuration file."
    )))
}

/// The claims of whoever logs in.
pub async fn run(
    ctx: &RequestCtx,
    actor_type: &str,
    provider: &str,
    body: &Map<String, Json>,
) -> Result<Claims> {
    require_provider(provider)?;
    let Credentials { email, password } = Credentials::read(body)?;
    let found = find(ctx, email).await?;
    let kept = found.as_ref().and_then(|found| service::password_hash(&found.login));
    let is_right = hashing::verify(kept, password).await?;
    match found.filter(|_| is_right) {
        Some(found) => Ok(found.claims(actor_type)),
        None => Err(Error::unauthorized("Invalid email or password")),
    }
}

/// The identity that has this name with `emailpass`.
pub(crate) async fn find(ctx: &RequestCtx, email: String) -> Result<Option<Authenticated>> {
    let work = move |tx: stheno_database::Tx| async move {
        let Some(login) = service::find_login(&tx, EMAILPASS, &email).await? else { return Ok(None) };
        load(&tx, login).await
    };
    ctx.app.database().read(work).await
}

/// The identity of a login.
pub(crate) async fn load(tx: &stheno_database::Tx, login: ProviderIdentity) -> Result<Option<Authenticated>> {
    let Some(identity) = tx.lookup::<AuthIdentity>(&login.auth_identity_id).await? else { return Ok(None) };
    let needs_factor = service::has_factor(tx, &identity.id).await?;
    Ok(Some(Authenticated { identity, login, needs_factor }))
}
