//! Workflows of order.

pub mod archive_order_workflow;
pub mod complete_order_workflow;
mod status;
pub mod transactions;
pub mod update_order;
