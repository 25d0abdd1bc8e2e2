//! Workflows of customer.
