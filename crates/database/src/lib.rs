//! One connection type over SQLite and PostgreSQL: statements, rows, transactions, migrations.
//!
//! Everything above speaks [`statement`] and never learns which database answers. Why two backends behind a seam
//! of our own: `docs/adr/0001-database-seam.md`.

mod database;
pub mod ddl;
mod faults;
mod fixed;
mod kept;
mod meter;
mod metrics;
mod migrate;
mod postgres;
mod presence;
mod regex;
mod render;
mod rows;
mod scope;
pub mod scratch;
mod sentence;
mod span;
mod sqlite;
pub mod statement;
mod trigram;
mod tx;
mod unit;

pub use database::{Database, Options};
pub use faults::{DatabaseFaults, Fault, Passed};
pub use fixed::{Fixed, FixedSelect};
pub use futures_util::future::BoxFuture;
pub use kept::KeptFigures;
pub use meter::StatementLog;
pub use migrate::{Fingerprint, Migration, MigrationReport};
pub use presence::{Presence, node_table};
pub use regex::check_regex;
pub use rows::Rows;
pub use span::within;
pub use statement::{
    Alias, Compare, Delete, Expr, Function, Insert, Join, Order, PageOfEach, Select, Statement, Type, Update,
};
pub use tx::{Later, Tx};
pub use unit::UnitOfWork;
