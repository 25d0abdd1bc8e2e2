//! From PostgreSQL's errors to ours.

use super::encode::Mismatch;
use crate::sentence;
use deadpool_postgres::PoolError;
use std::error::Error as _;
use stheno_kernel::Error;
use tokio_postgres::Error as PgError;
use tokio_postgres::error::{DbError, SqlState};

/// What the log sees.
#[derive(Debug, thiserror::Error)]
#[error("{what} in {sql}")]
struct Cause {
    what: String,
    sql: String,
}

/// An error without the values of rows: the server tells them in details, and in messages about data (class 22).
fn without_values(error: &PgError) -> String {
    match error.as_db_error() {
        Some(db) if db.code().code().starts_with("22") => format!("{} {}", db.severity(), db.code().code()),
        Some(db) => format!("{} {}: {}", db.severity(), db.code().code(), db.message()),
        None => match error.source() {
            Some(source) if source.is::<Mismatch>() => "a value does not fit its column".to_owned(),
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

pub(super) fn of_pool(e: PoolError) -> Error {
    match e {
        PoolError::Backend(e) => explained(e, "connect"),
        other => sentence::unavailable().with_source(other),
    }
}

/// Whether a prepared statement no longer fits its tables, or is unknown to the server.
pub(super) fn is_stale_plan(e: &PgError) -> bool {
    match e.code() {
        Some(code) if *code == SqlState::INVALID_SQL_STATEMENT_NAME => true,
        Some(code) if *code == SqlState::FEATURE_NOT_SUPPORTED => {
            e.as_db_error().is_some_and(|e| e.message().contains("cached plan"))
        }
        _ => false,
    }
}

/// Whether the session may only read. It would stay so after its server has become writable again.
pub(super) fn is_read_only(e: &PgError) -> bool {
    e.code().is_some_and(|code| *code == SqlState::READ_ONLY_SQL_TRANSACTION)
}

/// The error of a statement, in Medusa's words where a rule was violated.
pub(super) fn explained(error: PgError, sql: &str) -> Error {
    let found = match error.as_db_error() {
        Some(db) => of_server(db),
        None if error.source().is_some_and(|source| source.is::<Mismatch>()) => {
            Error::invalid_data(error.source().map(ToString::to_string).unwrap_or_default())
        }
        None if error.is_closed() || is_io(&error) => sentence::unavailable(),
        None => sentence::refused(),
    };
    found.with_source(Cause { what: without_values(&error), sql: sql.to_owned() })
}

/// Errors of the wire, of the handshake and of connecting have one of these at their root.
fn is_io(error: &PgError) -> bool {
    let mut source = error.source();
    while let Some(at) = source {
        if at.is::<std::io::Error>() {
            return true;
        }
        source = at.source();
    }
    false
}

fn of_server(db: &DbError) -> Error {
    let table = db.table().unwrap_or_default();
    let code = db.code();
    match code.code() {
        "23505" => sentence::duplicate(table, &keys(db.detail().unwrap_or_default())),
        "23503" => sentence::missing_relationship(&keys(db.detail().unwrap_or_default())),
        "23502" => sentence::not_null(table, db.column().unwrap_or_default()),
        "23514" => sentence::check(table),
        // Out of range, too long, unreadable for the type (an unknown word of an enum), a bad regular expression.
        code if code.starts_with("22") => Error::invalid_data(db.message()),
        "40001" | "40P01" | "55P03" => sentence::conflict(),
        // Cancelled (a timeout), a read-only server, out of resources.
        "57014" | "25006" => sentence::unavailable(),
        code if ["08", "53", "57P", "58", "28", "3D"].iter().any(|class| code.starts_with(class)) => {
            sentence::unavailable()
        }
        _ => sentence::refused(),
    }
}

/// The pairs of `Key (a, b)=(1, 2) already exists.`
fn keys(detail: &str) -> Vec<(String, String)> {
    let parsed = || {
        let (names, rest) = detail.strip_prefix("Key (")?.split_once(")=(")?;
        let end = [") already exists", ") is not present", ") is still referenced"]
            .iter()
            .find_map(|end| rest.rfind(end))?;
        let (names, values) = (names.split(", "), &rest[..end]);
        let count = names.clone().count();
        // Only the last value may hold the separator and still be told apart.
        Some(names.zip(values.splitn(count, ", ")).map(|(name, value)| (bare(name), shown(value))).collect())
    };
    parsed().unwrap_or_default()
}

fn bare(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

fn shown(value: &str) -> String {
    match value {
        "t" => "true".to_owned(),
        "f" => "false".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_keys_of_a_detail() {
        let pair = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        assert_eq!(
            keys("Key (email, has_account)=(a@b.c, t) already exists."),
            [pair("email", "a@b.c"), pair("has_account", "true")]
        );
        assert_eq!(keys(r#"Key (cart_id)=(x) is not present in table "cart"."#), [pair("cart_id", "x")]);
        assert_eq!(keys("nothing of the kind"), []);
    }
}
