//! Workflows of cart.
