//! What customers of Medusa 1's client do: the flows of Medusa 2 on the same records, in the steps and with the events that
//! the older client knows.

pub mod add_address;
pub mod authenticate;
pub mod confirm_customer_order_claim;
pub mod create_customer;
pub mod customer_exists;
pub mod generate_customer_password_token;
pub mod request_customer_order_claim;
pub mod reset_customer_password;
pub mod update_address;
pub mod update_customer;

use crate::customer::create_customer_account::ACTOR_KEY;
use serde_json::json;
use stheno_auth::service::{self, EMAILPASS, members};
use stheno_auth::{AuthIdentity, ProviderIdentity};
use stheno_customer::{Customer, CustomerAddress};
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Patch, Records as _};
use stheno_region::Country;
use stheno_v1::V1BillingAddress;
use stheno_workflow::FlowTx;

/// The refusal of a customer who is not there.
pub fn missing_customer(id: &str) -> Error {
    Error::not_found(format!("Customer with id: {id} was not found"))
}

/// Addresses as they are kept: Medusa 1 compares them in lower case.
fn lowered(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The customer, held until the transaction ends.
async fn hold(cx: &FlowTx, id: &str) -> Result<Customer> {
    let found = cx.find_locked::<Customer>(Customer::ID.eq(id)).await?.pop();
    found.ok_or_else(|| missing_customer(id))
}

/// Tells of a customer by the whole record, as Medusa 1 did; never by a secret.
async fn tell(cx: &FlowTx, event: &str, id: &str) -> Result<()> {
    if !cx.wants(event) {
        return Ok(());
    }
    let Some(customer) = cx.lookup::<Customer>(id).await? else { return Ok(()) };
    let billing = CustomerAddress::CUSTOMER_ID.eq(id).and(CustomerAddress::IS_DEFAULT_BILLING.eq(true));
    let billing = cx.find::<CustomerAddress>(billing).await?.pop().map(|address| address.id.into_string());
    let time = |at: stheno_kernel::Timestamp| at.to_string();
    let record = json!({
        "id": id,
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "billing_address_id": billing,
        "phone": customer.phone,
        "has_account": customer.has_account,
        "metadata": customer.metadata.as_ref().map(JsonText::to_value),
        "created_at": time(customer.created_at),
        "updated_at": time(customer.updated_at),
        "deleted_at": customer.deleted_at.map(time),
    });
    cx.emit(event, record);
    Ok(())
}

/// The login by e-mail address and password of a customer, if there is one.
async fn login_of(cx: &FlowTx, customer: &Customer) -> Result<Option<ProviderIdentity>> {
    let email = customer.email.as_deref().unwrap_or_default();
    if let Some(login) = service::find_login(cx.tx(), EMAILPASS, email).await?
        && let Some(identity) = cx.lookup::<AuthIdentity>(&login.auth_identity_id).await?
        && acts_for(&identity) == Some(customer.id.to_string())
    {
        return Ok(Some(login));
    }
    Ok(service::logins_of_actor(cx.tx(), ACTOR_KEY, &customer.id).await?.pop())
}

/// The customer that an identity acts for.
fn acts_for(identity: &AuthIdentity) -> Option<String> {
    let bound = members(identity.app_metadata.as_ref());
    bound.get(ACTOR_KEY).and_then(|id| id.as_str()).map(str::to_owned)
}

/// Refuses a country that is not in the table of countries; lower case is the caller's to see to.
async fn require_country(cx: &FlowTx, code: Option<&str>) -> Result<()> {
    let Some(code) = code else { return Ok(()) };
    if cx.count::<Country>(Country::ISO_2.eq(code)).await? > 0 {
        return Ok(());
    }
    Err(Error::not_found(format!("Country with country_code {code} does not exist.")))
}

/// Whether an address is for bills only.
async fn is_billing_only(cx: &FlowTx, address_id: &str) -> Result<bool> {
    Ok(cx.count::<V1BillingAddress>(V1BillingAddress::ADDRESS_ID.eq(address_id)).await? > 0)
}

/// Puts other metadata in the place of an address's: it does not merge.
async fn replace_metadata(cx: &FlowTx, address_id: &str, metadata: &serde_json::Value) -> Result<()> {
    let metadata = (!metadata.is_null()).then(|| JsonText::of(metadata));
    let patch = Patch::at(cx.now()).set(CustomerAddress::METADATA, metadata);
    cx.update(CustomerAddress::ID.eq(address_id), patch).await.map(drop)
}

/// Members of an address with the country in lower case.
fn with_lower_country(
    mut body: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Map<String, serde_json::Value> {
    if let Some(code) = body.get("country_code").and_then(|code| code.as_str()) {
        let code = code.to_lowercase();
        body.insert("country_code".to_owned(), code.into());
    }
    body
}
