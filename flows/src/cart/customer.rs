//! Who a cart belongs to: step `find-or-create-customer`, and the groups of a customer.

use stheno_customer::Customer;
use stheno_ids::CustomerId;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Records};
use stheno_workflow::FlowTx;

/// The customer for an id and an e-mail address: a registered one keeps the cart, a guest record is found or made.
pub async fn find_or_create(
    cx: &FlowTx,
    id: Option<&CustomerId>,
    email: Option<&str>,
) -> Result<Option<Customer>> {
    cx.step("find-or-create-customer").await?;
    let known = match id {
        Some(id) => cx.lookup::<Customer>(id).await?,
        None => None,
    };
    let Some(email) = email else { return Ok(known) };
    let email = email.trim().to_lowercase();
    if known.as_ref().is_some_and(|customer| customer.has_account) {
        return Ok(known);
    }
    if let Some(customer) = known.filter(|customer| customer.email.as_deref() == Some(&email)) {
        return Ok(Some(customer));
    }
    let same = cx.find::<Customer>(Customer::EMAIL.eq(email.as_str())).await?;
    // Without a customer of its own the cart goes to the registered one of that address, as Medusa has it.
    let found = match id {
        None => same.iter().find(|c| c.has_account).or_else(|| same.first()),
        Some(_) => same.iter().find(|c| !c.has_account),
    };
    if let Some(customer) = found {
        return Ok(Some(customer.clone()));
    }
    let customer = Customer { email: Some(email), ..Customer::new(cx.stamp()) };
    cx.insert_one(customer.clone()).await?;
    Ok(Some(customer))
}

/// The customer of this id, or not found.
pub async fn existing(cx: &FlowTx, id: &str) -> Result<Customer> {
    let missing = || Error::not_found(format!("Customer with id: {id} was not found"));
    cx.lookup::<Customer>(id).await?.ok_or_else(missing)
}
