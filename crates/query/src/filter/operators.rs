//! Operators on own columns.

use super::FilterCompiler;
use super::json::{json_member, json_text};
use serde_json::Value as Json;
use stheno_database::{Compare, Expr};
use stheno_kernel::{Amount, Error, JsonText, Result, Timestamp, Value};
use stheno_model::{FieldKind, FieldMeta};

impl FilterCompiler<'_> {
    pub(super) fn column(&mut self, field: &FieldMeta, column: Expr, value: &Json) -> Result<Expr> {
        match value {
            Json::Object(operators) if operators.keys().all(|k| k.starts_with('$')) => {
                let all = operators.iter().map(|(op, v)| self.operator(field, column.clone(), op, v));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            Json::Object(inside) if field.kind == FieldKind::Json => {
                let all = inside.iter().map(|(key, v)| json_member(&column, vec![key.clone()], v));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            Json::Array(list) => Ok(in_list(column, cells(field, list)?)),
            Json::Null => Ok(column.is_null()),
            one => Ok(column.eq(cell(field, one)?)),
        }
    }

    fn operator(&mut self, field: &FieldMeta, column: Expr, op: &str, value: &Json) -> Result<Expr> {
        let compare = |op: Compare| Ok(column.clone().compare(op, Expr::Param(cell(field, value)?)));
        let text = || value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
        match op {
            "$eq" | "$in" => self.column(field, column, value),
            "$ne" if value.is_null() => Ok(column.is_not_null()),
            "$ne" if !value.is_array() => compare(Compare::Ne),
            "$ne" | "$nin" => {
                Ok(in_list(column, cells(field, value.as_array().map_or(&[][..], |l| l))?).not())
            }
            "$gt" => compare(Compare::Gt),
            "$gte" => compare(Compare::Gte),
            "$lt" => compare(Compare::Lt),
            "$lte" => compare(Compare::Lte),
            "$like" => Ok(Expr::Like { expr: Box::new(column), pattern: text(), ignore_case: false }),
            "$ilike" => Ok(Expr::Like { expr: Box::new(column), pattern: text(), ignore_case: true }),
            "$re" => Ok(Expr::Matches(Box::new(column), text())),
            "$is" if value.is_null() => Ok(column.is_null()),
            "$is" => Ok(column.eq(cell(field, value)?)),
            "$exists" => {
                Ok(if value.as_bool().unwrap_or(true) { column.is_not_null() } else { column.is_null() })
            }
            "$not" => Ok(self.column(field, column, value)?.not()),
            "$and" | "$or" => {
                let list = value.as_array().map_or(&[][..], |l| l);
                let parts =
                    list.iter().map(|v| self.column(field, column.clone(), v)).collect::<Result<_>>()?;
                Ok(if op == "$and" { Expr::And(parts) } else { Expr::Or(parts) })
            }
            "$fulltext" => {
                let words = text();
                let word = |w: &str| Expr::Like {
                    expr: Box::new(column.clone()),
                    pattern: format!("%{w}%"),
                    ignore_case: true,
                };
                Ok(Expr::And(words.split_whitespace().map(word).collect()))
            }
            "$contains" => Ok(Expr::ArrayContains(Box::new(column), texts(value))),
            "$overlap" => Ok(Expr::ArrayOverlaps(Box::new(column), texts(value))),
            other => {
                Err(Error::invalid_data(format!("Operator {other} is not known for field {}", field.name)))
            }
        }
    }
}

/// `IN`, where a null among the values asks for rows without a value.
fn in_list(column: Expr, values: Vec<Value>) -> Expr {
    let (nulls, values): (Vec<Value>, Vec<Value>) = values.into_iter().partition(Value::is_null);
    let listed = Expr::In(Box::new(column.clone()), values);
    if nulls.is_empty() { listed } else { listed.or(column.is_null()) }
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Array(list) => list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        Json::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn cells(field: &FieldMeta, list: &[Json]) -> Result<Vec<Value>> {
    list.iter().map(|v| if v.is_null() { Ok(Value::Null) } else { cell(field, v) }).collect()
}

/// A filter's value as a cell of the field; query strings bring numbers and booleans as text.
fn cell(field: &FieldMeta, value: &Json) -> Result<Value> {
    let text = json_text(value);
    let found = match field.kind {
        FieldKind::Text | FieldKind::Enum(_) => match value {
            Json::Object(_) | Json::Array(_) => None,
            _ => Some(Value::Text(text.clone())),
        },
        FieldKind::Integer | FieldKind::Serial => text.parse::<i64>().ok().map(Value::Int),
        FieldKind::Float => text.parse::<f64>().ok().map(Value::Float),
        FieldKind::BigNumber => Amount::parse(&text).map(Value::from),
        FieldKind::Boolean => match text.as_str() {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        FieldKind::Time => Timestamp::parse(&text).map(Value::Time),
        FieldKind::Json | FieldKind::RawBigNumber => Some(Value::Json(JsonText::of(value))),
        FieldKind::Texts => Some(Value::from(texts(value))),
    };
    found.ok_or_else(|| Error::invalid_data(format!("Invalid value for field '{}': {value}", field.name)))
}
