//! What may fail fails: statements, commits, payment providers, the database itself.

mod outage;
mod outside;
mod requests;
mod state;
mod statements;
