//! Workflows of fulfillment.
