//! The whole of commerce, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod account_holders;
mod attempts;
mod auth_matrix;
mod bad_input;
mod checkout;
mod completion;
mod customer_matrix;
mod customers;
mod deletions;
mod demo;
mod doors;
mod faults;
mod fields;
mod foreign;
mod furnished;
mod fuzz;
mod gone;
mod heard;
mod hooked;
mod idempotency;
mod link_workflows;
mod links;
mod openapi;
mod operator;
mod passwords;
mod payment_outside;
mod query;
mod records;
mod secrets;
mod shared_stock;
mod spans;
mod specimen;
mod start;
mod statements;
mod transfers;
mod v1;
mod versions;
