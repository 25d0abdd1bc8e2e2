//! One suite, run on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conditional;
mod errors;
mod expressions;
mod faults;
mod inserts;
mod kept;
mod later;
mod migrations;
mod ordering;
mod presence;
mod searches;
mod tools;
mod transactions;
mod unit_of_work;
mod values;
mod world;
