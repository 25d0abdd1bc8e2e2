//! Workflows of order.

pub mod transactions;
pub mod update_order;
