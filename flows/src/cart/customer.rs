//! Who a cart belongs to: step `find-or-create-customer`.

use super::load::{find_kept, insert_kept};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Records};
use stheno_query::Held;
use stheno_workflow::FlowTx;

/// A customer for a cart.
pub struct Found {
    /// The customer.
    pub record: Customer,
    /// Whether it was made just now.
    pub is_new: bool,
}

/// Whose a cart is so far.
pub struct Owner {
    /// The customer, if there is one.
    pub record: Option<Customer>,
    /// Whether the cart, or its shopper, names one.
    pub is_named: bool,
}

/// The customer for an owner and an e-mail address: a registered one keeps the cart, a guest record is found or made.
pub async fn find_or_create(
    cx: &FlowTx,
    held: &mut Held,
    owner: Owner,
    email: Option<&str>,
) -> Result<Option<Found>> {
    cx.step("find-or-create-customer").await?;
    let known = |record: Option<Customer>| record.map(|record| Found { record, is_new: false });
    let Some(email) = email else { return Ok(known(owner.record)) };
    let email = email.trim().to_lowercase();
    let stays = |customer: &Customer| customer.has_account || customer.email.as_deref() == Some(&email);
    if owner.record.as_ref().is_some_and(stays) {
        return Ok(known(owner.record));
    }
    let same = find_kept::<Customer>(cx, held, Customer::EMAIL.eq(email.as_str())).await?;
    // Without a customer of its own the cart goes to the registered one of that address, as Medusa has it.
    let found = if owner.is_named {
        same.into_iter().find(|c| !c.has_account)
    } else {
        let registered = same.iter().position(|c| c.has_account).unwrap_or(0);
        same.into_iter().nth(registered)
    };
    if found.is_some() {
        return Ok(known(found));
    }
    let record = Customer { email: Some(email), ..Customer::new(cx.stamp()) };
    insert_kept(cx, held, vec![record.clone()]).await?;
    Ok(Some(Found { record, is_new: true }))
}

/// The customer of an e-mail address, found or made.
pub async fn of_email(cx: &FlowTx, email: &str) -> Result<Option<Customer>> {
    let nobody = Owner { record: None, is_named: false };
    Ok(find_or_create(cx, &mut Held::default(), nobody, Some(email)).await?.map(|found| found.record))
}

/// The customer of this id, or not found.
pub async fn existing(cx: &FlowTx, id: &str) -> Result<Customer> {
    let missing = || Error::not_found(format!("Customer with id: {id} was not found"));
    cx.lookup::<Customer>(id).await?.ok_or_else(missing)
}
