//! My account: names, metadata, the address of the bill, and the e-mail address and password that log in.

use super::{hold, login_of, lowered, replace_metadata, require_country, tell, with_lower_country};
use crate::auth::hashing;
use crate::customer::create_customer_account::ACTOR_KEY;
use crate::customer::update_customer_addresses::{Entry, update_in};
use crate::customer::{create_customer_addresses, update_customers};
use serde_json::{Map, Value as Json};
use stheno_auth::service;
use stheno_customer::service::{Defaults, unset_defaults};
use stheno_customer::{Customer, CustomerAddress};
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_model::{Patch, Records as _};
use stheno_v1::V1BillingAddress;
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes a customer by a body of the contract.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    let text = |json: Option<Json>| match json {
        Some(Json::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    };
    let email = text(body.shift_remove("email")).map(|email| lowered(&email));
    let hash = match text(body.shift_remove("password")) {
        Some(password) => Some(hashing::hash(password).await?),
        None => None,
    };
    if body.get("metadata").is_some_and(Json::is_null) {
        body.shift_remove("metadata");
    }
    let billing = body.shift_remove("billing_address");
    let work = ctx.transaction("v1-update-customer", move |cx| async move {
        let customer = hold(&cx, &id).await?;
        if email.is_some() || hash.is_some() {
            change_login(&cx, &customer, email.as_deref(), hash).await?;
        }
        if let Some(email) = &email {
            body.insert("email".to_owned(), email.as_str().into());
        }
        let written = update_customers::write_in(&cx, &id, &body, None).await;
        written.map_err(|error| taken(error, email.as_deref()))?;
        if let Some(billing) = billing {
            set_billing(&cx, &id, billing).await?;
        }
        tell(&cx, "customer.updated", &id).await
    });
    work.await
}

/// The login follows the customer, so that the same name and password open both versions.
async fn change_login(
    cx: &FlowTx,
    customer: &Customer,
    email: Option<&str>,
    hash: Option<String>,
) -> Result<()> {
    cx.step("update-provider-identity").await?;
    let Some(login) = login_of(cx, customer).await? else {
        let Some(hash) = hash else { return Ok(()) };
        // An account that was brought along without its login gets one with its first password.
        let name = email.or(customer.email.as_deref()).unwrap_or_default();
        let made = service::register(cx.tx(), cx.stamp(), name, hash).await;
        let (identity, _) = made.map_err(|error| taken(error, Some(name)))?;
        return service::bind_actor(cx.tx(), &identity.id, ACTOR_KEY, &customer.id, cx.now()).await.map(drop);
    };
    if let Some(hash) = hash {
        service::set_password(cx.tx(), &login, hash, cx.now()).await?;
    }
    if let Some(email) = email.filter(|email| *email != login.entity_id) {
        let renamed = service::rename_login(cx.tx(), &login, email, cx.now()).await;
        renamed.map_err(|error| taken(error, Some(email)))?;
    }
    Ok(())
}

fn taken(error: Error, email: Option<&str>) -> Error {
    match error.kind() {
        ErrorKind::Duplicate | ErrorKind::Unauthorized => {
            let email = email.unwrap_or_default();
            let message = format!("Customer with email, has_account {email}, t already exists.");
            Error::duplicate(message).with_source(error)
        }
        _ => error,
    }
}

/// An id chooses an address of the customer's own; members change the one there is, or make one; null leaves none.
async fn set_billing(cx: &FlowTx, customer_id: &str, billing: Json) -> Result<()> {
    match billing {
        Json::String(id) => choose(cx, customer_id, &id).await,
        Json::Object(members) => write(cx, customer_id, with_lower_country(members)).await,
        _ => unset(cx, customer_id).await,
    }
}

async fn unset(cx: &FlowTx, customer_id: &str) -> Result<()> {
    let billing = Defaults { billing: true, ..Defaults::default() };
    unset_defaults(cx.tx(), customer_id, billing, cx.now()).await
}

async fn choose(cx: &FlowTx, customer_id: &str, id: &str) -> Result<()> {
    unset(cx, customer_id).await?;
    let own = CustomerAddress::ID.eq(id).and(CustomerAddress::CUSTOMER_ID.eq(customer_id));
    let patch = Patch::at(cx.now()).set(CustomerAddress::IS_DEFAULT_BILLING, true);
    match cx.update(own, patch).await? {
        0 => Err(Error::not_found(format!("Address with id {id} was not found"))),
        _ => Ok(()),
    }
}

async fn write(cx: &FlowTx, customer_id: &str, mut members: Map<String, Json>) -> Result<()> {
    require_country(cx, members.get("country_code").and_then(Json::as_str)).await?;
    let billing =
        CustomerAddress::CUSTOMER_ID.eq(customer_id).and(CustomerAddress::IS_DEFAULT_BILLING.eq(true));
    match cx.find::<CustomerAddress>(billing).await?.pop() {
        Some(address) => {
            let metadata = members.shift_remove("metadata");
            let entry = Entry { customer_id: customer_id.to_owned(), id: address.id.to_string() };
            update_in(cx, &entry, &members, None).await?;
            match metadata {
                Some(metadata) => replace_metadata(cx, &entry.id, &metadata).await,
                None => Ok(()),
            }
        }
        None => {
            members.insert("is_default_billing".to_owned(), true.into());
            let id = create_customer_addresses::create_in(cx, customer_id.to_owned(), members, None).await?;
            let row = V1BillingAddress {
                address_id: id.into(),
                customer_id: customer_id.into(),
                created_at: cx.now(),
                updated_at: cx.now(),
            };
            cx.insert_one(row).await
        }
    }
}
