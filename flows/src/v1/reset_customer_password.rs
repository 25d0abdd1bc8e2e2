//! A new password for whoever holds a reset token of this e-mail address. Whatever is wrong, the refusal is one.

use super::{acts_for, lowered, tell};
use crate::auth::hashing;
use crate::auth::update_provider::{apply_in, read};
use stheno_auth::AuthIdentity;
use stheno_auth::service::EMAILPASS;
use stheno_customer::Customer;
use stheno_http::auth::Tokens;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// Who resets what.
pub struct Input {
    /// Whose password.
    pub email: String,
    /// The token that the event carried.
    pub token: String,
    /// Not empty.
    pub password: String,
}

/// Uses the token up and keeps the password; answers the customer's id.
pub async fn run(ctx: &RequestCtx, tokens: &Tokens, input: Input) -> Result<String> {
    let Input { email, token, password } = input;
    let claims = read(ctx, tokens, &token, ("customer", EMAILPASS)).map_err(refused)?;
    if claims.entity_id != email && claims.entity_id != lowered(&email) {
        return Err(invalid());
    }
    let hash = hashing::hash(password).await?;
    let work = ctx.transaction("v1-reset-customer-password", move |cx| async move {
        let login = apply_in(&cx, EMAILPASS, &claims, Some(hash)).await.map_err(refused)?;
        let identity = match &login {
            Some(login) => cx.lookup::<AuthIdentity>(&login.auth_identity_id).await?,
            None => None,
        };
        let id = identity.as_ref().and_then(acts_for).ok_or_else(invalid)?;
        if cx.lookup::<Customer>(&id).await?.is_none() {
            return Err(invalid());
        }
        tell(&cx, "customer.updated", &id).await?;
        Ok(id)
    });
    work.await
}

fn refused(error: Error) -> Error {
    if error.kind() == ErrorKind::Unauthorized { invalid().with_source(error) } else { error }
}

fn invalid() -> Error {
    Error::unauthorized("Invalid or expired password reset token")
}
