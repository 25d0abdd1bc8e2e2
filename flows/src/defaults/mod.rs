//! Workflows that fill a new database.

pub mod create_defaults;
