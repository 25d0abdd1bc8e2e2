//! Registration: an identity and its customer at once. A guest of the same address stays as it is.

use super::{lowered, tell};
use crate::auth::authenticate::find;
use crate::auth::hashing;
use crate::customer::create_customer_account::ACTOR_KEY;
use crate::customer::create_customers;
use serde_json::{Map, Value as Json};
use stheno_auth::service::{self, EMAILPASS};
use stheno_customer::Customer;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_model::Records as _;
use stheno_workflow::{FlowTx, RequestCtx};

/// Registers a customer from a body of the contract; answers the id.
///
/// The name may have an identity that acts for no customer yet, a user of the dashboard's among others: whoever knows its
/// password takes it along.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    let text =
        |json: Option<Json>| json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default();
    let (email, password) = (text(body.shift_remove("email")), text(body.shift_remove("password")));
    let email = lowered(&email);
    body.insert("email".to_owned(), email.as_str().into());
    body.insert("has_account".to_owned(), true.into());
    let (known, hash) = match find(ctx, email.clone()).await? {
        Some(found) => {
            let kept = service::password_hash(&found.login);
            if found.needs_factor || !hashing::verify(kept, password).await? {
                return Err(has_account());
            }
            (Some(found.login.id), String::new())
        }
        None => (None, hashing::hash(password).await?),
    };
    let work = ctx.transaction("v1-create-customer", move |cx| async move {
        let registered = Customer::EMAIL.eq(email.as_str()).and(Customer::HAS_ACCOUNT.eq(true));
        if cx.count::<Customer>(registered).await? > 0 {
            return Err(has_account());
        }
        let login = service::find_login(cx.tx(), EMAILPASS, &email).await?;
        if login.as_ref().map(|login| &login.id) != known.as_ref() {
            return Err(has_account());
        }
        let identity = match login {
            Some(login) => login.auth_identity_id,
            None => service::register(cx.tx(), cx.stamp(), &email, hash).await.map_err(taken)?.0.id,
        };
        open(&cx, &identity, body).await
    });
    work.await
}

async fn open(cx: &FlowTx, identity: &str, row: Map<String, Json>) -> Result<String> {
    let id = create_customers::write_in(cx, row, None).await.map_err(taken)?;
    cx.step("set-auth-app-metadata").await?;
    if !service::bind_actor(cx.tx(), identity, ACTOR_KEY, &id, cx.now()).await? {
        return Err(has_account());
    }
    tell(cx, "customer.created", &id).await?;
    Ok(id)
}

/// Of two at once, the unique indexes let one through.
fn taken(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Duplicate | ErrorKind::Unauthorized => has_account().with_source(error),
        _ => error,
    }
}

fn has_account() -> Error {
    Error::duplicate("A customer with the given email already has an account. Log in instead")
}
