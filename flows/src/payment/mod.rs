//! Workflows of payment.
