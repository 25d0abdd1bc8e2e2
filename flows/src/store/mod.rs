//! Workflows of store.

pub mod update_stores;
