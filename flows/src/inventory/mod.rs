//! Workflows of inventory.
