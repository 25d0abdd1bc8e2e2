//! Workflows of order.
