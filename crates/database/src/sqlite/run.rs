//! Runs one statement: binds, steps, decodes.

use super::error;
use super::local::Local;
use super::number::NumberText;
use super::searches;
use crate::render::Rendered;
use crate::rows::Rows;
use crate::statement::Type;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, ToSql};
use std::borrow::Cow;
use stheno_kernel::{Decimal, Error, ErrorKind, JsonText, Result, Timestamp, Value};

/// Statements that bind more than this are bulk work, which would only push others out of the cache.
const CACHED_PARAMETERS_MAX: usize = 2000;

pub(super) fn run(local: &Local, rendered: &Rendered) -> Result<Rows> {
    local.start_clock();
    let connection = &local.connection;
    // Where this fails the statement does.
    let rendered = searches::chosen(connection, rendered).unwrap_or(rendered);
    let fail = |e| {
        // What the statement did before it failed is undone.
        local.versions.doubt();
        error::explained(local, e, rendered)
    };
    if rendered.params.len() > CACHED_PARAMETERS_MAX {
        let mut statement = connection.prepare(&rendered.sql).map_err(fail)?;
        return step(local, &mut statement, rendered).unwrap_or_else(|e| Err(fail(e)));
    }
    let started = tracing::enabled!(tracing::Level::TRACE).then(std::time::Instant::now);
    let mut statement = connection.prepare_cached(&rendered.sql).map_err(fail)?;
    let rows = step(local, &mut statement, rendered);
    drop(statement);
    if let Some(started) = started {
        tracing::trace!(db.duration_us = started.elapsed().as_micros(), db.sql = rendered.sql, "statement");
    }
    rows.unwrap_or_else(|e| Err(fail(e)))
}

/// Runs our own upkeep, which takes the time that it takes.
pub(super) fn batch(local: &Local, sql: &str) -> Result<()> {
    local.stop_clock();
    local.versions.doubt();
    local.connection.execute_batch(sql).map_err(|e| error::plain(e, sql))
}

/// The outer error is SQLite's; the inner one is of a cell that does not decode.
fn step(local: &Local, statement: &mut Statement<'_>, rendered: &Rendered) -> rusqlite::Result<Result<Rows>> {
    for (i, value) in rendered.params.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, Bound(value))?;
    }
    let reads = statement.readonly();
    let width = rendered.types.len();
    let mut values = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        for (i, ty) in rendered.types.iter().enumerate() {
            match decode(row.get_ref(i)?, *ty) {
                Some(value) => values.push(value),
                None => return Ok(Err(undecodable(row.get_ref(i)?, *ty, &rendered.sql))),
            }
        }
    }
    let affected =
        if reads { values.len().checked_div(width).unwrap_or(0) as u64 } else { local.connection.changes() };
    Ok(Ok(Rows::new(values, width, affected)))
}

/// A value on its way into a statement.
pub(super) struct Bound<'a>(pub(super) &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = |text: String| ToSqlOutput::Owned(rusqlite::types::Value::Text(text));
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Bool(b) => ToSqlOutput::Borrowed(ValueRef::Integer((*b).into())),
            Value::Int(i) => ToSqlOutput::Borrowed(ValueRef::Integer(*i)),
            Value::Float(f) => ToSqlOutput::Borrowed(ValueRef::Real(*f)),
            Value::Decimal(d) => text(d.number_text()),
            Value::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
            Value::Time(t) => text(t.to_string()),
            Value::Json(json) => ToSqlOutput::Borrowed(ValueRef::Text(json.as_str().as_bytes())),
            Value::List(list) => text(list_json(list)),
        })
    }
}

/// A list as the JSON array that `json_each` takes apart. Numbers are text there: a number meets an integer column by
/// that column's affinity, and a decimal column, which is text, as it is.
fn list_json(list: &[Value]) -> String {
    let mut out = String::with_capacity(2 + list.len() * 32);
    out.push('[');
    for (i, value) in list.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let text: Cow<'_, str> = match value {
            Value::Null => {
                out.push_str("null");
                continue;
            }
            Value::Bool(b) => {
                out.push_str(if *b { "true" } else { "false" });
                continue;
            }
            Value::Int(i) => i.to_string().into(),
            Value::Float(f) => f.to_string().into(),
            Value::Decimal(d) => d.number_text().into(),
            Value::Text(text) => text.as_str().into(),
            Value::Time(t) => t.to_string().into(),
            Value::Json(json) => json.as_str().into(),
            Value::List(inner) => list_json(inner).into(),
        };
        out.push_str(JsonText::of(&text).as_str());
    }
    out.push(']');
    out
}

fn decode(cell: ValueRef<'_>, ty: Type) -> Option<Value> {
    if cell == ValueRef::Null {
        return Some(Value::Null);
    }
    let text = || cell.as_str().ok();
    let decimal = || match cell {
        ValueRef::Integer(i) => Some(Decimal::from(i)),
        ValueRef::Real(f) => f.to_string().parse().ok(),
        _ => super::number::parse(text()?),
    };
    match ty {
        Type::Bool => cell.as_i64().ok().map(|i| Value::Bool(i != 0)),
        Type::Int => match cell {
            ValueRef::Integer(i) => Some(Value::Int(i)),
            _ => super::number::whole(decimal()?).map(Value::Int),
        },
        Type::Float => match cell {
            ValueRef::Real(f) => Some(Value::Float(f)),
            ValueRef::Integer(i) => i.to_string().parse().ok().map(Value::Float),
            _ => text()?.parse().ok().map(Value::Float),
        },
        Type::Decimal => decimal().map(Value::Decimal),
        Type::Text => match cell {
            ValueRef::Integer(i) => Some(Value::Text(i.to_string())),
            ValueRef::Real(f) => Some(Value::Text(f.to_string())),
            _ => text().map(|t| Value::Text(t.to_owned())),
        },
        Type::Time => Timestamp::parse(text()?).map(Value::Time),
        Type::Json => match cell {
            ValueRef::Integer(i) => Some(Value::Json(JsonText::from_trusted(i.to_string()))),
            _ => text().map(|t| Value::Json(JsonText::from_trusted(t))),
        },
        Type::Texts => {
            let texts: Vec<Option<String>> = serde_json::from_str(text()?).ok()?;
            Some(Value::List(texts.into_iter().map(Value::from).collect()))
        }
    }
}

fn undecodable(cell: ValueRef<'_>, ty: Type, sql: &str) -> Error {
    Error::new(ErrorKind::Database, "a column holds what its type does not allow")
        .with_source(format!("{} is not {ty:?} in {sql}", cell.data_type()))
}
