//! The binary as an operator meets it. On SQLite files of its own, and on PostgreSQL where databases matter.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod commands;
mod operator;
mod served;
#[cfg(target_os = "linux")]
mod storage;
#[cfg(feature = "traces")]
mod traces;
