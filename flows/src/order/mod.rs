//! Workflows of order.

pub mod archive_order_workflow;
mod change;
pub mod complete_order_workflow;
pub(crate) mod create_order_refund_credit_lines;
mod status;
pub mod transactions;
pub mod transfer;
pub mod update_order;
