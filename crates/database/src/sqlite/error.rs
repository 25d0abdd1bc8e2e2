//! From SQLite's errors to ours. SQLite names the columns of a violated rule but not the values: those are looked up.

use super::functions;
use super::local::Local;
use super::run::Bound;
use crate::render::{Origin, Rendered};
use crate::sentence;
use rusqlite::ffi::{
    SQLITE_CONSTRAINT_CHECK, SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_NOTNULL,
    SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, types::ValueRef};
use stheno_kernel::{Error, Value};

/// What the log sees.
#[derive(Debug, thiserror::Error)]
#[error("{error} in {sql}")]
struct Cause {
    #[source]
    error: rusqlite::Error,
    sql: String,
}

pub(super) fn is_busy(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// The error once more, for another job of the same group.
pub(super) fn again(e: &Error) -> Error {
    Error::new(e.kind(), e.message()).with_source(format!("{e:?}"))
}

/// An error of a statement of ours that no rule of a table can refuse.
pub(super) fn plain(error: rusqlite::Error, sql: &str) -> Error {
    classify(&error).with_source(Cause { error, sql: sql.to_owned() })
}

fn classify(e: &rusqlite::Error) -> Error {
    use ErrorCode as C;
    match e.sqlite_error_code() {
        Some(
            C::DatabaseBusy
            | C::DatabaseLocked
            | C::ReadOnly
            | C::DiskFull
            | C::CannotOpen
            | C::SystemIoFailure
            | C::OutOfMemory
            | C::OperationInterrupted
            | C::FileLockingProtocolFailed
            | C::PermissionDenied,
        ) => sentence::unavailable(),
        // A unique index over rows that are there already.
        Some(C::ConstraintViolation)
            if e.sqlite_error().is_some_and(|e| e.extended_code == SQLITE_CONSTRAINT_UNIQUE) =>
        {
            Error::duplicate("Records that should differ are the same")
        }
        _ => functions::complaint(&e.to_string()).map_or_else(sentence::refused, Error::invalid_data),
    }
}

/// The error of a statement, in Medusa's words where a rule was violated.
pub(super) fn explained(local: &Local, error: rusqlite::Error, rendered: &Rendered) -> Error {
    let extended = error.sqlite_error().map_or(0, |e| e.extended_code);
    let message = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.as_str(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.as_str(),
        _ => "",
    };
    let found = match extended {
        SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID => {
            duplicate(&local.connection, message, rendered)
        }
        SQLITE_CONSTRAINT_NOTNULL => {
            rule(message).and_then(|rule| rule.split_once('.')).map(|(t, c)| sentence::not_null(t, c))
        }
        SQLITE_CONSTRAINT_CHECK => rendered.origin.table().map(sentence::check),
        SQLITE_CONSTRAINT_FOREIGNKEY => foreign_key(&local.connection, rendered),
        _ => None,
    };
    let found = found.unwrap_or_else(|| classify(&error));
    found.with_source(Cause { error, sql: rendered.sql.clone() })
}

/// What stands behind "UNIQUE constraint failed: " and its like.
fn rule(message: &str) -> Option<&str> {
    message.split_once("failed: ").map(|(_, rule)| rule)
}

fn duplicate(connection: &Connection, message: &str, rendered: &Rendered) -> Option<Error> {
    let table = rendered.origin.table()?;
    let keys: Vec<&str> =
        rule(message)?.split(", ").map(|key| key.rsplit('.').next().unwrap_or(key)).collect();
    let values = match &rendered.origin {
        Origin::Insert { columns, .. } => inserted_twice(connection, table, columns, &rendered.params, &keys),
        Origin::Update { set, filter, .. } => {
            let condition = rendered.sql.get(filter.clone()).unwrap_or_default();
            keys.iter()
                .map(|key| match set.iter().find(|(column, _)| column == key) {
                    Some((_, Some(index))) => rendered.params.get(*index).map(shown),
                    _ => stored(connection, table, key, condition, &rendered.params),
                })
                .collect()
        }
        _ => None,
    };
    let values = values.unwrap_or_else(|| vec!["null".to_owned(); keys.len()]);
    let pairs: Vec<_> = keys.into_iter().map(str::to_owned).zip(values).collect();
    Some(sentence::duplicate(table, &pairs))
}

/// The key of the row of an insert that is there already, in the table or earlier in the same insert.
fn inserted_twice(
    connection: &Connection,
    table: &str,
    columns: &[&str],
    params: &[Value],
    keys: &[&str],
) -> Option<Vec<String>> {
    let places: Vec<usize> =
        keys.iter().map(|key| columns.iter().position(|c| c == key)).collect::<Option<_>>()?;
    let rows: Vec<Vec<&Value>> =
        params.chunks_exact(columns.len()).map(|row| places.iter().map(|p| &row[*p]).collect()).collect();
    let condition: Vec<String> =
        keys.iter().enumerate().map(|(i, key)| format!("\"{key}\" = ?{}", i + 1)).collect();
    let sql = format!("SELECT 1 FROM \"{table}\" WHERE {}", condition.join(" AND "));
    let stored = |row: &[&Value]| {
        let mut statement = connection.prepare_cached(&sql)?;
        statement.exists(rusqlite::params_from_iter(row.iter().map(|v| Bound(v))))
    };
    let twice = |i: &usize| rows[..*i].contains(&rows[*i]) || stored(&rows[*i]).unwrap_or(false);
    let index = if rows.len() == 1 { 0 } else { (0..rows.len()).find(twice)? };
    Some(rows[index].iter().map(|v| shown(v)).collect())
}

/// A column of the row that an update was about to change.
fn stored(
    connection: &Connection,
    table: &str,
    column: &str,
    condition: &str,
    params: &[Value],
) -> Option<String> {
    let boolean = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 AND type = 'BOOLEAN'";
    let boolean = connection.prepare(boolean).and_then(|mut s| s.exists([table, column])).unwrap_or(false);
    let sql = format!("SELECT \"{column}\" FROM \"{table}\" AS t0{condition} LIMIT 1");
    let find = || {
        let mut statement = connection.prepare(&sql)?;
        for index in 1..=statement.parameter_count().min(params.len()) {
            statement.raw_bind_parameter(index, Bound(&params[index - 1]))?;
        }
        let mut rows = statement.raw_query();
        Ok::<_, rusqlite::Error>(match rows.next()? {
            Some(row) => Some(match row.get_ref(0)? {
                ValueRef::Null => "null".to_owned(),
                ValueRef::Integer(i) if boolean => (i != 0).to_string(),
                ValueRef::Integer(i) => i.to_string(),
                ValueRef::Real(f) => f.to_string(),
                other => other.as_str().unwrap_or_default().to_owned(),
            }),
            None => None,
        })
    };
    find().ok().flatten()
}

/// A value as it stands in a sentence.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => f.to_string(),
        Value::Decimal(d) => d.normalize().to_string(),
        Value::Text(text) => text.clone(),
        Value::Time(t) => t.to_string(),
        Value::Json(json) => json.as_str().to_owned(),
        Value::List(list) => list.iter().map(shown).collect::<Vec<_>>().join(","),
    }
}

/// Finds the reference that points nowhere. A violation from the other side (deleting what is referred to) names the
/// table only.
fn foreign_key(connection: &Connection, rendered: &Rendered) -> Option<Error> {
    let (table, rows) = match &rendered.origin {
        Origin::Insert { table, columns } => {
            let rows = rendered.params.chunks_exact(columns.len().max(1));
            (*table, rows.map(|row| columns.iter().copied().zip(row).collect()).collect())
        }
        Origin::Update { table, set, .. } => {
            let set =
                set.iter().filter_map(|(column, index)| Some((*column, rendered.params.get((*index)?)?)));
            (*table, vec![set.collect()])
        }
        Origin::Delete { table } => (*table, Vec::new()),
        Origin::Other => return None,
    };
    let dangling = dangling(connection, table, &rows).ok().flatten();
    Some(
        dangling
            .map_or_else(|| sentence::still_referenced(table), |key| sentence::missing_relationship(&[key])),
    )
}

type Row<'a> = Vec<(&'static str, &'a Value)>;

fn dangling(
    connection: &Connection,
    table: &str,
    rows: &[Row<'_>],
) -> rusqlite::Result<Option<(String, String)>> {
    let mut list = connection.prepare(&format!("PRAGMA foreign_key_list(\"{table}\")"))?;
    let keys: Vec<(String, String, Option<String>)> =
        list.query_map((), |row| Ok((row.get(2)?, row.get(3)?, row.get(4)?)))?.collect::<Result<_, _>>()?;
    for row in rows {
        for (parent, from, to) in &keys {
            let Some((_, value)) = row.iter().find(|(column, value)| column == from && !value.is_null())
            else {
                continue;
            };
            let to = to.as_deref().unwrap_or("id");
            let sql = format!("SELECT 1 FROM \"{parent}\" WHERE \"{to}\" = ?1");
            let found: Option<i64> = connection.query_row(&sql, [Bound(value)], |r| r.get(0)).optional()?;
            if found.is_none() {
                return Ok(Some((from.clone(), shown(value))));
            }
        }
    }
    Ok(None)
}
