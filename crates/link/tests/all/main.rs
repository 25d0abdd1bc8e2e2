//! Links over a small shop of their own, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod at_once;
mod check;
mod define;
mod memory;
mod rows;
mod shop;
mod walk;
