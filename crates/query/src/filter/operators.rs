//! Operators on columns.

use super::refusals::Of;
use super::{FilterCompiler, is_operators};
use serde_json::Value as Json;
use stheno_database::{Compare, Expr, check_regex};
use stheno_kernel::{Amount, Result, Timestamp, Value};
use stheno_model::FieldKind;

/// Every operator on a column; [`takes`] says which kind of field takes which.
pub(super) const OPERATORS: [&str; 20] = [
    "$eq",
    "$ne",
    "$in",
    "$nin",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$like",
    "$ilike",
    "$re",
    "$fulltext",
    "$is",
    "$exists",
    "$not",
    "$and",
    "$or",
    "$contains",
    "$contained",
    "$overlap",
];

/// Those that a value inside a JSON column takes: all but the last two, which compare lists.
pub(super) const ON_JSON: &[&str] = OPERATORS.split_at(18).0;

/// Whether a field of this kind takes an operator.
fn takes(kind: FieldKind, operator: &str) -> bool {
    match operator {
        "$eq" | "$ne" | "$is" | "$exists" | "$not" | "$and" | "$or" => true,
        "$in" | "$nin" => kind != FieldKind::Texts,
        "$gt" | "$gte" | "$lt" | "$lte" => !matches!(kind, FieldKind::Boolean | FieldKind::Texts),
        "$like" | "$ilike" | "$re" | "$fulltext" => matches!(kind, FieldKind::Text | FieldKind::Enum(_)),
        "$contains" | "$contained" | "$overlap" => kind == FieldKind::Texts,
        _ => false,
    }
}

impl FilterCompiler<'_> {
    /// A condition on a column: a value, a list of values, or operators.
    pub(super) fn column(&mut self, of: Of, column: &Expr, value: &Json) -> Result<Expr> {
        self.count()?;
        match value {
            _ if matches!(of.field.kind, FieldKind::Json | FieldKind::RawBigNumber) => {
                self.json(of, column, &[], value)
            }
            Json::Object(operators) if is_operators(operators) => {
                let all = operators.iter().map(|(op, value)| self.operator(of, column, op, value));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            _ => self.equal(of, column, "$eq", value),
        }
    }

    fn operator(&mut self, of: Of, column: &Expr, op: &str, value: &Json) -> Result<Expr> {
        let kind = of.field.kind;
        if !takes(kind, op) {
            let takes = OPERATORS.into_iter().filter(|op| takes(kind, op));
            return Err(self.refused_operator(of, &[], op, takes));
        }
        let refused = |expected: &str| self.refused_value(of, &[], op, expected, value);
        Ok(match op {
            "$eq" | "$is" => self.equal(of, column, op, value)?,
            "$ne" => self.equal(of, column, op, value)?.not(),
            "$in" => in_list(column, self.cells(of, op, value)?),
            "$nin" => in_list(column, self.cells(of, op, value)?).not(),
            "$gt" | "$gte" | "$lt" | "$lte" => {
                column.clone().compare(comparison(op), Expr::Param(self.cell(of, op, value)?))
            }
            "$like" | "$ilike" | "$re" | "$fulltext" => {
                matching(op, column, value).map_err(|expected| refused(&expected))?
            }
            "$exists" => match value.as_bool().ok_or_else(|| refused("true or false"))? {
                true => column.clone().is_not_null(),
                false => column.clone().is_null(),
            },
            "$not" => self.column(of, column, value)?.not(),
            "$and" | "$or" => {
                let list = value.as_array().filter(|list| !list.is_empty());
                let list = list.ok_or_else(|| refused("a list of conditions"))?;
                let parts = list.iter().map(|value| self.column(of, column, value)).collect::<Result<_>>()?;
                if op == "$and" { Expr::And(parts) } else { Expr::Or(parts) }
            }
            _ => {
                let texts = texts(value).ok_or_else(|| refused("texts"))?;
                match op {
                    "$contains" => Expr::ArrayContains(Box::new(column.clone()), texts),
                    "$contained" => Expr::ArrayContained(Box::new(column.clone()), texts),
                    _ => Expr::ArrayOverlaps(Box::new(column.clone()), texts),
                }
            }
        })
    }

    /// Equal to a value or, where the field holds no list itself, to one of a list.
    fn equal(&self, of: Of, column: &Expr, op: &str, value: &Json) -> Result<Expr> {
        match value {
            Json::Array(_) if of.field.kind != FieldKind::Texts => {
                Ok(in_list(column, self.cells(of, op, value)?))
            }
            Json::Null => Ok(column.clone().is_null()),
            one => Ok(column.clone().eq(self.cell(of, op, one)?)),
        }
    }

    fn cells(&self, of: Of, op: &str, value: &Json) -> Result<Vec<Value>> {
        let list =
            value.as_array().ok_or_else(|| self.refused_value(of, &[], op, "a list of values", value))?;
        let cell = |value: &Json| if value.is_null() { Ok(Value::Null) } else { self.cell(of, op, value) };
        list.iter().map(cell).collect()
    }

    /// A filter's value as a cell of the field; query strings bring numbers and booleans as text.
    fn cell(&self, of: Of, op: &str, value: &Json) -> Result<Value> {
        let text = match value {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let as_text = text.as_deref();
        let of_text = || value.as_str();
        let (cell, expected) = match of.field.kind {
            FieldKind::Text => (text.filter(|t| !t.contains('\0')).map(Value::Text), "a text"),
            FieldKind::Enum(_) => (of_text().filter(|t| !t.contains('\0')).map(Value::from), "a text"),
            FieldKind::Integer | FieldKind::Serial => {
                (as_text.and_then(|t| t.parse().ok()).map(Value::Int), "a whole number")
            }
            FieldKind::Float => {
                let number = as_text.and_then(|t| t.parse().ok()).filter(|n: &f64| n.is_finite());
                (number.map(Value::Float), "a number")
            }
            FieldKind::BigNumber => (as_text.and_then(Amount::parse).map(Value::from), "a number"),
            FieldKind::Boolean => {
                let truth = match of_text() {
                    Some("true") => Some(true),
                    Some("false") => Some(false),
                    _ => value.as_bool(),
                };
                (truth.map(Value::Bool), "true or false")
            }
            FieldKind::Time => (of_text().and_then(Timestamp::parse).map(Value::Time), "a time"),
            FieldKind::Texts => (texts(value).map(Value::from), "texts"),
            FieldKind::Json | FieldKind::RawBigNumber => (None, "a value inside of it"),
        };
        cell.ok_or_else(|| self.refused_value(of, &[], op, expected, value))
    }
}

/// What `$gt` and its like compare by.
pub(super) fn comparison(op: &str) -> Compare {
    match op {
        "$gt" => Compare::Gt,
        "$gte" => Compare::Gte,
        "$lt" => Compare::Lt,
        _ => Compare::Lte,
    }
}

/// `$like`, `$ilike`, `$re` and `$fulltext` of a text; or what they expect instead of this value.
pub(super) fn matching(op: &str, expr: &Expr, value: &Json) -> Result<Expr, String> {
    let text = value.as_str().filter(|text| !text.contains('\0')).ok_or("a text")?;
    let like =
        |pattern: String, ignore_case| Expr::Like { expr: Box::new(expr.clone()), pattern, ignore_case };
    match op {
        "$re" => {
            check_regex(text).map_err(|error| format!("a regular expression ({})", error.message()))?;
            Ok(Expr::Matches(Box::new(expr.clone()), text.to_owned()))
        }
        "$fulltext" => {
            let words: Vec<Expr> = text.split_whitespace().map(|word| like(anywhere(word), true)).collect();
            if words.is_empty() { Err("words".to_owned()) } else { Ok(Expr::And(words)) }
        }
        _ if text.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1 => {
            Err("a pattern that does not end in a single \\".to_owned())
        }
        _ => Ok(like(text.to_owned(), op == "$ilike")),
    }
}

/// The pattern of texts that hold this one.
pub(super) fn anywhere(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// `IN`, where a null among the values asks for rows without a value.
fn in_list(column: &Expr, values: Vec<Value>) -> Expr {
    let (nulls, values): (Vec<Value>, Vec<Value>) = values.into_iter().partition(Value::is_null);
    let listed = Expr::In(Box::new(column.clone()), values);
    if nulls.is_empty() { listed } else { listed.or(column.clone().is_null()) }
}

/// A list of texts, or one alone.
fn texts(value: &Json) -> Option<Vec<String>> {
    let text = |value: &Json| value.as_str().filter(|text| !text.contains('\0')).map(str::to_owned);
    match value {
        Json::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|one| vec![one]),
    }
}
