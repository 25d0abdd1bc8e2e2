//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod customer;
mod customer_address;
mod customer_group;
mod customer_group_customer;

pub use customer::Customer;
pub use customer_address::CustomerAddress;
pub use customer_group::CustomerGroup;
pub use customer_group_customer::CustomerGroupCustomer;
