//! Workflows of store.
