//! Workflows of order.

pub mod archive_order_workflow;
mod change;
pub mod complete_order_workflow;
mod status;
pub mod transactions;
pub mod transfer;
pub mod update_order;
