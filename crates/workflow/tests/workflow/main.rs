//! Flows and transactions on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod flows;
mod forward;
mod linked;
mod nodes;
mod shop;
mod steps;
mod transactions;
