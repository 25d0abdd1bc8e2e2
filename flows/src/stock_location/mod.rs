//! Workflows of stock location.
