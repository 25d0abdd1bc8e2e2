//! What SQLite lacks and our SQL needs: exact numbers, Unicode case, regular expressions, arrays, sequences.

use super::number::{self, Number, NumberText as _};
use super::pattern::Like;
use super::{json, local};
use regex::Regex;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Result};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::sync::Arc;

type Reason = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("DECIMAL", number::compare)?;
    numbers(connection)?;
    texts(connection)?;
    jsons(connection)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    connection
        .create_scalar_function("stheno_nextval", 1, flags, |c| next_value(&text(c, 0)?.unwrap_or_default()))
}

/// Functions whose result depends on their arguments only.
fn pure() -> FunctionFlags {
    FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS
}

fn numbers(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("stheno_add", 2, pure(), |c| binary(c, Number::add))?;
    connection.create_scalar_function("stheno_sub", 2, pure(), |c| binary(c, Number::sub))?;
    connection.create_scalar_function("stheno_mul", 2, pure(), |c| binary(c, Number::mul))?;
    connection.create_scalar_function("stheno_least", -1, pure(), |c| pick(c, Number::least))?;
    connection.create_scalar_function("stheno_greatest", -1, pure(), |c| pick(c, Number::greatest))?;
    connection.create_scalar_function("stheno_raw", 1, pure(), |c| {
        let raw = |n: Number| format!("{{\"value\":\"{}\",\"precision\":20}}", n.decimal().number_text());
        Ok(number_of(c.get_raw(0))?.map(raw))
    })?;
    connection.create_aggregate_function("stheno_sum", 1, pure(), Sum)
}

fn texts(connection: &Connection) -> Result<()> {
    connection
        .create_scalar_function("stheno_lower", 1, pure(), |c| Ok(text(c, 0)?.map(|t| t.to_lowercase())))?;
    connection.create_scalar_function("stheno_like", 2, pure(), |c| like(c, false))?;
    connection.create_scalar_function("stheno_ilike", 2, pure(), |c| like(c, true))?;
    connection.create_scalar_function("stheno_matches", 2, pure(), |c| {
        let regex = c.get_or_create_aux(1, |v| -> Result<Regex, Reason> {
            crate::regex::compiled(v.as_str()?).map_err(|e| format!("{NO_REGEX}: {e}").into())
        })?;
        Ok(text(c, 0)?.map(|t| regex.is_match(&t)))
    })?;
    connection.create_scalar_function("stheno_contains", 2, pure(), |c| {
        arrays(c, |have, want| want.iter().all(|w| have.iter().any(|h| h == w)))
    })?;
    connection.create_scalar_function("stheno_contained", 2, pure(), |c| {
        arrays(c, |have, want| have.iter().all(|h| want.iter().any(|w| h == w)))
    })?;
    connection.create_scalar_function("stheno_overlaps", 2, pure(), |c| {
        arrays(c, |have, want| want.iter().any(|w| have.iter().any(|h| h == w)))
    })
}

fn jsons(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("stheno_json_text", 2, pure(), |c| {
        let path = read_aux::<Vec<String>>(c, 1)?;
        Ok(text(c, 0)?.and_then(|json| json::text(&json, &path)))
    })?;
    connection.create_scalar_function("stheno_json_number", 2, pure(), |c| {
        let path = read_aux::<Vec<String>>(c, 1)?;
        Ok(text(c, 0)?.and_then(|json| json::number(&json, &path)).map(|number| number.number_text()))
    })?;
    connection.create_scalar_function("stheno_json_contains", 3, pure(), |c| {
        let (path, want) = (read_aux::<Vec<String>>(c, 1)?, read_aux::<serde_json::Value>(c, 2)?);
        Ok(text(c, 0)?.and_then(|json| json::contains(&json, &path, &want)))
    })
}

/// An argument that is JSON, read once for many rows.
fn read_aux<T: DeserializeOwned + Send + Sync + 'static>(
    context: &Context<'_>,
    index: i32,
) -> Result<Arc<T>> {
    context.get_or_create_aux(index, |v| -> Result<T, Reason> { Ok(serde_json::from_str(v.as_str()?)?) })
}

/// What the caller's data did wrong, read back from an error's text: SQLite passes nothing else on.
pub(super) fn complaint(message: &str) -> Option<&'static str> {
    [NOT_A_NUMBER, OUT_OF_RANGE, NO_REGEX].into_iter().find(|complaint| message.contains(complaint))
}

const NOT_A_NUMBER: &str = "an operand is not a number";
const OUT_OF_RANGE: &str = "a number is out of range";
const NO_REGEX: &str = "invalid regular expression";

fn failed(reason: impl Into<Reason>) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(reason.into())
}

/// An argument as text; numbers as they print.
fn text<'a>(context: &'a Context<'_>, index: usize) -> Result<Option<Cow<'a, str>>> {
    Ok(match context.get_raw(index) {
        ValueRef::Null => None,
        ValueRef::Integer(i) => Some(i.to_string().into()),
        ValueRef::Real(f) => Some(f.to_string().into()),
        other => Some(other.as_str().map_err(failed)?.into()),
    })
}

fn number_of(value: ValueRef<'_>) -> Result<Option<Number>> {
    let number = match value {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(i) => Some(Number::Int(i)),
        ValueRef::Real(f) => number::parse(&f.to_string()).map(Number::Decimal),
        other => number::parse(other.as_str().map_err(failed)?).map(Number::Decimal),
    };
    number.map(Some).ok_or_else(|| failed(NOT_A_NUMBER))
}

fn sql_value(number: Number) -> rusqlite::types::Value {
    match number {
        Number::Int(i) => rusqlite::types::Value::Integer(i),
        Number::Decimal(d) => rusqlite::types::Value::Text(d.number_text()),
    }
}

fn binary(
    context: &Context<'_>,
    apply: fn(Number, Number) -> Option<Number>,
) -> Result<Option<rusqlite::types::Value>> {
    match (number_of(context.get_raw(0))?, number_of(context.get_raw(1))?) {
        (Some(a), Some(b)) => apply(a, b).map(|n| Some(sql_value(n))).ok_or_else(|| failed(OUT_OF_RANGE)),
        _ => Ok(None),
    }
}

/// As PostgreSQL's LEAST and GREATEST: NULLs do not take part.
fn pick(
    context: &Context<'_>,
    better: fn(Number, Number) -> Number,
) -> Result<Option<rusqlite::types::Value>> {
    let mut picked: Option<Number> = None;
    for i in 0..context.len() {
        if let Some(number) = number_of(context.get_raw(i))? {
            picked = Some(picked.map_or(number, |p| better(p, number)));
        }
    }
    Ok(picked.map(sql_value))
}

struct Sum;

impl Aggregate<Number, rusqlite::types::Value> for Sum {
    fn init(&self, _: &mut Context<'_>) -> Result<Number> {
        Ok(Number::Int(0))
    }
    fn step(&self, context: &mut Context<'_>, sum: &mut Number) -> Result<()> {
        if let Some(number) = number_of(context.get_raw(0))? {
            *sum = sum.add(number).ok_or_else(|| failed(OUT_OF_RANGE))?;
        }
        Ok(())
    }
    fn finalize(&self, _: &mut Context<'_>, sum: Option<Number>) -> Result<rusqlite::types::Value> {
        Ok(sql_value(sum.unwrap_or(Number::Int(0))))
    }
}

fn like(context: &Context<'_>, ignore_case: bool) -> Result<Option<bool>> {
    let pattern = context
        .get_or_create_aux(1, |v| -> Result<Like, Reason> { Ok(Like::new(v.as_str()?, ignore_case)) })?;
    Ok(text(context, 0)?.map(|t| pattern.matches(&t)))
}

fn arrays(context: &Context<'_>, holds: fn(&[Cow<'_, str>], &[String]) -> bool) -> Result<Option<bool>> {
    let want = read_aux::<Vec<String>>(context, 1)?;
    let Some(have) = text(context, 0)? else { return Ok(None) };
    let have: Vec<Option<Cow<'_, str>>> = serde_json::from_str(&have).map_err(failed)?;
    let have: Vec<Cow<'_, str>> = have.into_iter().flatten().collect();
    Ok(Some(holds(&have, &want)))
}

/// The next number of the sequence `table.column`, within the transaction of the statement that asks: the one writer
/// makes it atomic, and a rollback gives the number back.
fn next_value(sequence: &str) -> Result<i64> {
    let local = local::current().ok_or_else(|| failed("sequences belong to the writer thread"))?;
    let connection = &local.connection;
    let next = connection
        .prepare_cached("UPDATE stheno_sequences SET value = value + 1 WHERE name = ?1 RETURNING value")?
        .query_row([sequence], |row| row.get(0))
        .optional()?;
    if let Some(next) = next {
        return Ok(next);
    }
    let (table, column) =
        sequence.split_once('.').ok_or_else(|| failed("a sequence is named table.column"))?;
    let first: i64 = connection.query_row(
        &format!("SELECT coalesce(max(\"{column}\"), 0) + 1 FROM \"{table}\""),
        (),
        |row| row.get(0),
    )?;
    connection
        .prepare_cached("INSERT INTO stheno_sequences (name, value) VALUES (?1, ?2)")?
        .execute(rusqlite::params![sequence, first])?;
    Ok(first)
}
