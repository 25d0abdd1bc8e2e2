//! Records of Medusa 2 in the shapes of Medusa 1.

mod cells;
mod customer;
mod fields;
mod order;
mod parts;
mod shop;

pub(crate) use customer::{bare_customer, customer, require_customer, session};
pub(crate) use fields::{STATUS_FIELDS, order_fields};
pub(crate) use order::{orders, statuses};
