//! Login with e-mail address and password: the identity of Medusa 2, by the name as it is kept.

use super::lowered;
use crate::auth::authenticate::{self, find};
use serde_json::{Map, Value as Json};
use stheno_auth::service::EMAILPASS;
use stheno_customer::Customer;
use stheno_kernel::{ErrorKind, Result};
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// The customer who logs in; nobody where name or password are wrong, and where a second factor would be asked for, which
/// Medusa 1 does not know.
pub async fn run(ctx: &RequestCtx, email: &str, password: &str) -> Result<Option<String>> {
    let lower = lowered(email);
    // Medusa 2 keeps names as they were typed.
    let is_as_typed = lower != email && find(ctx, lower.clone()).await?.is_none();
    let name = if is_as_typed { email.to_owned() } else { lower };
    let mut body = Map::new();
    body.insert("email".to_owned(), name.into());
    body.insert("password".to_owned(), Json::from(password));
    let claims = match authenticate::run(ctx, "customer", EMAILPASS, &body).await {
        Ok(claims) => claims,
        Err(error) if error.kind() == ErrorKind::Unauthorized => return Ok(None),
        Err(error) => return Err(error),
    };
    let id = claims.context.actor_id;
    let registered = Customer::ID.eq(id.as_str()).and(Customer::HAS_ACCOUNT.eq(true));
    let work = move |tx: stheno_database::Tx| async move { tx.count::<Customer>(registered).await };
    let is_there = ctx.app.database().read(work).await? > 0;
    Ok(Some(id).filter(|_| is_there))
}
