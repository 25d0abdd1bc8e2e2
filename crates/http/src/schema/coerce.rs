//! Texts of a query read as the numbers, booleans and dates they stand for.

use super::Pre;
use serde_json::{Number, Value};
use stheno_kernel::Timestamp;

/// A value after its preparation: perhaps not a number at all.
pub(super) enum Prepared {
    Value(Option<Value>),
    NotANumber,
}

/// Prepares a value as `pre` says.
pub(super) fn prepare(pre: Pre, input: Option<&Value>) -> Prepared {
    let same = || Prepared::Value(input.cloned());
    let Some(Value::String(text)) = input else { return same() };
    let number = |n: Option<Value>| n.map_or(Prepared::NotANumber, |n| Prepared::Value(Some(n)));
    match pre {
        Pre::Integer if text.is_empty() => same(),
        Pre::Integer => number(leading_integer(text)),
        Pre::Float => number(leading_float(text)),
        Pre::Boolean => match text.as_str() {
            "true" => Prepared::Value(Some(Value::Bool(true))),
            "false" => Prepared::Value(Some(Value::Bool(false))),
            _ => same(),
        },
        Pre::Trim => Prepared::Value(Some(Value::String(text.trim().to_owned()))),
        Pre::List => Prepared::Value(Some(Value::Array(vec![text.as_str().into()]))),
        Pre::Lowercase => Prepared::Value(Some(Value::String(text.to_lowercase()))),
    }
}

/// `parseInt`: the integer that a text begins with.
fn leading_integer(text: &str) -> Option<Value> {
    let text = text.trim_start();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number: f64 = digits.get(..len).filter(|d| !d.is_empty())?.parse().ok()?;
    from_float(if text.starts_with('-') { -number } else { number })
}

/// `parseFloat`: the number that a text begins with.
fn leading_float(text: &str) -> Option<Value> {
    let text = text.trim_start();
    let len = text.bytes().take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b)).count();
    (1..=len).rev().find_map(|n| text.get(..n)?.parse::<f64>().ok()).and_then(from_float)
}

/// `Number(..)` of a query's text.
pub(super) fn whole_number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) if text.trim().is_empty() => Some(Value::from(0)),
        Value::String(text) => text.trim().parse::<f64>().ok().and_then(from_float),
        Value::Bool(b) => Some(Value::from(u8::from(*b))),
        Value::Null => Some(Value::from(0)),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A date as the contract prints it.
pub(super) fn date(value: &Value) -> Option<Value> {
    let at = match value {
        Value::String(text) => Timestamp::parse(text)?,
        #[expect(clippy::cast_possible_truncation, reason = "a date is an integral number of milliseconds")]
        Value::Number(n) => Timestamp::from_millis(n.as_f64()? as i64)?,
        _ => return None,
    };
    Some(Value::String(at.to_string()))
}

/// A JSON number; integral ones without a fraction, as JavaScript has it.
fn from_float(number: f64) -> Option<Value> {
    const EXACT_MAX: f64 = 9_007_199_254_740_991.0;
    if number.fract() == 0.0 && number.abs() <= EXACT_MAX {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be an integer that fits")]
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}

/// A number as JavaScript prints it.
pub(super) fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(f) if number.is_f64() => f.to_string(),
        _ => number.to_string(),
    }
}
