//! Address books and groups: what keeps them whole when two requests come at once.

use crate::{Customer, CustomerAddress, CustomerGroup, CustomerGroupCustomer};
use stheno_database::{Expr, Tx};
use stheno_kernel::{Error, Result, Stamp, Timestamp};
use stheno_model::{Column, Model as _, Patch, Records as _};

/// Which default an address becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// For shipping.
    pub shipping: bool,
    /// For billing.
    pub billing: bool,
}

/// Takes a customer's address book for this transaction: two that would set a default take turns. `false` if the customer
/// is not there.
pub async fn hold_addresses(tx: &Tx, customer_id: &str) -> Result<bool> {
    Ok(!tx.find_locked::<Customer>(Customer::ID.eq(customer_id)).await?.is_empty())
}

/// Takes defaults from the addresses that have them, for another that is about to.
pub async fn unset_defaults(tx: &Tx, customer_id: &str, which: Defaults, now: Timestamp) -> Result<()> {
    let flags = [
        (which.shipping, CustomerAddress::IS_DEFAULT_SHIPPING),
        (which.billing, CustomerAddress::IS_DEFAULT_BILLING),
    ];
    for (_, flag) in flags.into_iter().filter(|(wanted, _)| *wanted) {
        let filter = CustomerAddress::CUSTOMER_ID.eq(customer_id).and(flag.eq(true));
        tx.update(filter, Patch::at(now).set(flag, false)).await?;
    }
    Ok(())
}

/// Customers and groups, each of one with each of the other.
pub struct Members {
    /// The customers.
    pub customers: Vec<String>,
    /// The groups.
    pub groups: Vec<String>,
}

/// Puts customers into groups; who is in already stays in, once.
pub async fn join_groups(tx: &Tx, stamp: &Stamp, members: &Members) -> Result<()> {
    if members.customers.is_empty() || members.groups.is_empty() {
        return Ok(());
    }
    // No index keeps a pair single, so whoever adds to a group waits for the one before.
    let groups = tx.find_locked::<CustomerGroup>(CustomerGroup::ID.is_in(&members.groups)).await?;
    let groups: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    require("customer_group_id", &members.groups, &groups)?;
    let customers = tx.find::<Customer>(Customer::ID.is_in(&members.customers)).await?;
    let customers: Vec<&str> = customers.iter().map(|customer| customer.id.as_str()).collect();
    require("customer_id", &members.customers, &customers)?;
    let present = tx.find::<CustomerGroupCustomer>(among(members)).await?;
    let is_in = |customer: &str, group: &str| {
        present.iter().any(|row| *row.customer_id == *customer && *row.customer_group_id == *group)
    };
    let pairs = groups.iter().flat_map(|group| customers.iter().map(move |customer| (*customer, *group)));
    let rows = pairs.filter(|(customer, group)| !is_in(customer, group)).map(|(customer, group)| {
        CustomerGroupCustomer {
            customer_id: customer.into(),
            customer_group_id: group.into(),
            ..CustomerGroupCustomer::new(stamp)
        }
    });
    tx.insert(rows.collect()).await
}

/// Takes customers out of groups, for good; who is not in is no error.
pub async fn leave_groups(tx: &Tx, members: &Members) -> Result<()> {
    if members.customers.is_empty() || members.groups.is_empty() {
        return Ok(());
    }
    tx.remove::<CustomerGroupCustomer>(among(members)).await.map(drop)
}

fn among(members: &Members) -> Expr {
    let of = |column: Column<CustomerGroupCustomer>, ids: &[String]| column.is_in(ids);
    of(CustomerGroupCustomer::CUSTOMER_GROUP_ID, &members.groups)
        .and(of(CustomerGroupCustomer::CUSTOMER_ID, &members.customers))
}

fn require(key: &str, wanted: &[String], found: &[&str]) -> Result<()> {
    match wanted.iter().find(|id| !found.contains(&id.as_str())) {
        Some(missing) => Err(missing_relationship(key, missing)),
        None => Ok(()),
    }
}

/// The refusal to hang something on a record that is not there.
pub fn missing_relationship(key: &str, id: &str) -> Error {
    Error::not_found(format!("You tried to set relationship {key}: {id}, but such entity does not exist"))
}
