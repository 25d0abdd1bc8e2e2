//! Values of a pivot table's further columns, from JSON.

use crate::definition::Extra;
use serde_json::Value as Json;
use stheno_kernel::{Decimal, Error, JsonText, Result, Timestamp, Value};
use stheno_model::FieldKind;

/// The cell that a JSON value means for a column.
pub(crate) fn cell_of(extra: &Extra, json: &Json) -> Result<Value> {
    if json.is_null() && extra.nullable {
        return Ok(Value::Null);
    }
    let cell = match extra.kind {
        FieldKind::Text => json.as_str().map(Value::from),
        FieldKind::Enum(names) => json.as_str().filter(|text| names.contains(text)).map(Value::from),
        FieldKind::Integer | FieldKind::Serial => json.as_i64().map(Value::from),
        FieldKind::Float => json.as_f64().map(Value::from),
        FieldKind::BigNumber => decimal(json).map(Value::from),
        FieldKind::Boolean => json.as_bool().map(Value::from),
        FieldKind::Time => json.as_str().and_then(Timestamp::parse).map(Value::from),
        FieldKind::Json | FieldKind::RawBigNumber => Some(JsonText::from(json.clone()).into()),
        FieldKind::Texts => texts(json).map(Value::from),
    };
    cell.ok_or_else(|| Error::invalid_data(format!("Invalid value for column {}", extra.name)))
}

/// A number keeps the digits it was written with; a text may hold one.
fn decimal(json: &Json) -> Option<Decimal> {
    let text = match json {
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        _ => return None,
    };
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
