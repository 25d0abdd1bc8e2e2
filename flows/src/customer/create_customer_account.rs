//! Workflow `create-customer-account`: whoever registered becomes a customer with an account. A guest of the same address
//! stays as it is.

use super::create_customers;
use serde_json::{Map, Value as Json};
use stheno_auth::service;
use stheno_customer::Customer;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_model::Records as _;
use stheno_workflow::{FlowTx, RequestCtx};

/// The member of an identity's metadata that names its customer.
pub const ACTOR_KEY: &str = "customer_id";

/// Creates the customer of the identity that asks; answers the id.
pub async fn run(ctx: &RequestCtx, body: Map<String, Json>) -> Result<String> {
    if !ctx.actor.id.is_empty() {
        return Err(is_customer());
    }
    let identity_id = ctx.actor.auth_identity_id.clone();
    let work = ctx.transaction("create-customer-account", move |cx| async move {
        validate(&cx, &body).await?;
        let mut row = body;
        row.insert("has_account".to_owned(), true.into());
        let made = create_customers::create_in(&cx, row, None).await;
        let id = made.map_err(|error| match error.kind() {
            ErrorKind::Duplicate => has_account().with_source(error),
            _ => error,
        })?;
        cx.step("set-auth-app-metadata").await?;
        if service::bind_actor(cx.tx(), &identity_id, ACTOR_KEY, &id, cx.now()).await? {
            Ok(id)
        } else {
            Err(is_customer())
        }
    });
    work.await
}

async fn validate(cx: &FlowTx, body: &Map<String, Json>) -> Result<()> {
    cx.step("validate-customer-account-creation").await?;
    let email = body.get("email").and_then(Json::as_str).filter(|email| !email.is_empty());
    let email = email.ok_or_else(|| Error::invalid_data("Email is required to create a customer"))?;
    let registered = Customer::EMAIL.eq(email).and(Customer::HAS_ACCOUNT.eq(true));
    if cx.count::<Customer>(registered).await? > 0 { Err(has_account()) } else { Ok(()) }
}

fn has_account() -> Error {
    Error::duplicate("Customer with this email already has an account")
}

fn is_customer() -> Error {
    Error::invalid_data("Request already authenticated as a customer.")
}
