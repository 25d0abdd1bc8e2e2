//! From a member of a JSON body to the cell of a field, with the contract's sentence where it does not fit.

use crate::{FieldKind, FieldMeta};
use serde_json::Value as Json;
use stheno_database::ddl::SqlType;
use stheno_kernel::{Amount, Error, JsonText, Result, Timestamp, Value};

/// The cell that a member of a body means for a field.
///
/// Big numbers are JSON numbers, numeric text, or `{"value": ..}`; they are exact in the digits that a reader of the
/// number sees. Numbers with a fraction round to a whole field half away from zero, as PostgreSQL rounds them.
pub fn value_from_json(field: &FieldMeta, json: &Json) -> Result<Value> {
    if json.is_null() {
        return if field.nullable { Ok(Value::Null) } else { Err(mismatch(field, json)) };
    }
    let value = match field.kind {
        FieldKind::Text => json.as_str().filter(|text| fits(field.sql, text)).map(Value::from),
        FieldKind::Enum(values) => json.as_str().filter(|text| values.contains(text)).map(Value::from),
        FieldKind::Integer | FieldKind::Serial => {
            integer(json).filter(|i| in_range(field.sql, *i)).map(Value::from)
        }
        FieldKind::Float => json.as_f64().map(Value::from),
        FieldKind::BigNumber => big_number(json).map(Value::from),
        FieldKind::Boolean => json.as_bool().map(Value::from),
        FieldKind::Time => json.as_str().and_then(Timestamp::parse).map(Value::from),
        FieldKind::Json if field.name == "metadata" && !json.is_object() => None,
        FieldKind::Json => Some(JsonText::of(json).into()),
        FieldKind::Texts => texts(json).map(Value::from),
        FieldKind::RawBigNumber => None,
    };
    value.ok_or_else(|| mismatch(field, json))
}

/// Whether a cell holds what a field of this kind may hold; NULL is not asked about.
pub fn holds(kind: FieldKind, value: &Value) -> bool {
    match kind {
        FieldKind::Text => matches!(value, Value::Text(_)),
        FieldKind::Enum(values) => value.as_str().is_some_and(|text| values.contains(&text)),
        FieldKind::Integer | FieldKind::Serial => matches!(value, Value::Int(_)),
        FieldKind::Float => matches!(value, Value::Float(_)),
        FieldKind::BigNumber => matches!(value, Value::Decimal(_)),
        FieldKind::RawBigNumber | FieldKind::Json => matches!(value, Value::Json(_)),
        FieldKind::Boolean => matches!(value, Value::Bool(_)),
        FieldKind::Time => matches!(value, Value::Time(_)),
        FieldKind::Texts => matches!(value, Value::List(_)),
    }
}

/// The exact decimal of a JSON number, numeric text, or `{"value": ..}`.
pub fn big_number(json: &Json) -> Option<Amount> {
    match json {
        Json::Number(number) => match number.as_i128() {
            Some(whole) => Amount::parse(&whole.to_string()),
            // Rust prints the fewest digits that read back as the same double: those that were sent.
            None => Amount::parse(&number.as_f64()?.to_string()),
        },
        Json::String(text) => {
            let numeric = |b: u8| b.is_ascii_digit() || b"+-.eE".contains(&b);
            text.bytes().all(numeric).then(|| Amount::parse(text)).flatten()
        }
        Json::Object(members) => members.get("value").filter(|v| !v.is_object()).and_then(big_number),
        _ => None,
    }
}

/// The refusal of names that a body may not have.
pub(crate) fn unrecognized<'a>(names: impl Iterator<Item = &'a str>) -> Error {
    let names: Vec<_> = names.collect();
    Error::invalid_data(format!("Invalid request: Unrecognized fields: '{}'", names.join(", ")))
}

/// The refusal of a body without a member that it must have.
pub(crate) fn required(field: &FieldMeta) -> Error {
    Error::invalid_data(format!("Invalid request: Field '{}' is required", field.name))
}

fn mismatch(field: &FieldMeta, json: &Json) -> Error {
    let got = as_text(json);
    let name = field.name;
    if let (FieldKind::Enum(values), true) = (field.kind, json.is_string()) {
        let values = values.join(", ");
        return Error::invalid_data(format!(
            "Invalid request: Expected: '{values}' for field '{name}', but got: '{got}'"
        ));
    }
    let expected = match field.kind {
        FieldKind::Text | FieldKind::Enum(_) => "string",
        FieldKind::Integer | FieldKind::Serial | FieldKind::Float => "number",
        FieldKind::BigNumber | FieldKind::RawBigNumber => "number",
        FieldKind::Boolean => "boolean",
        FieldKind::Time => "date",
        FieldKind::Json => "record",
        FieldKind::Texts => "array",
    };
    Error::invalid_data(format!(
        "Invalid request: Expected type: '{expected}' for field '{name}', got: '{got}'"
    ))
}

/// A JSON value as JavaScript puts it into a sentence.
fn as_text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join(","),
        Json::Object(_) => "[object Object]".into(),
        other => other.to_string(),
    }
}

fn fits(sql: SqlType, text: &str) -> bool {
    match sql {
        SqlType::Varchar(length) => text.chars().count() <= usize::from(length),
        _ => true,
    }
}

fn in_range(sql: SqlType, i: i64) -> bool {
    sql == SqlType::BigInt || i32::try_from(i).is_ok()
}

fn integer(json: &Json) -> Option<i64> {
    if let Some(whole) = json.as_i64() {
        return Some(whole);
    }
    // Doubles beyond 2^53 have no fraction to round and are out of every range that a client means.
    let rounded = json.as_f64()?.round();
    (rounded.abs() <= 9_007_199_254_740_992.0).then_some(rounded as i64)
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model as _;
    use crate::sample::{Book, instant};
    use proptest::prelude::*;
    use serde_json::json;

    fn read(field: &str, json: Json) -> Result<Value> {
        value_from_json(Book::meta().field(field).unwrap(), &json)
    }

    fn refused(field: &str, json: Json) -> String {
        read(field, json).unwrap_err().message().to_owned()
    }

    #[test]
    fn each_kind_reads_its_own_json() {
        assert_eq!(read("title", json!("a")).unwrap(), Value::from("a"));
        assert_eq!(read("isbn", Json::Null).unwrap(), Value::Null);
        assert_eq!(read("pages", json!(5.5)).unwrap(), Value::Int(6));
        assert_eq!(read("weight", json!(5)).unwrap(), Value::Float(5.0));
        assert_eq!(read("created_at", json!(instant(7).to_string())).unwrap(), Value::Time(instant(7)));
        assert_eq!(read("languages", json!(["de", "en"])).unwrap(), Value::from(vec!["de", "en"]));
        let data = json!({ "b": [1, { "a": 2 }], "a": 1 });
        assert_eq!(read("data", data).unwrap(), JsonText::from_trusted(r#"{"b":[1,{"a":2}],"a":1}"#).into());
    }

    #[test]
    fn big_numbers_come_in_three_forms() {
        let price = |text: &str| Value::from(Amount::parse(text).unwrap());
        assert_eq!(read("price", json!(19.99)).unwrap(), price("19.99"));
        assert_eq!(read("price", json!("19.990")).unwrap(), price("19.99"));
        assert_eq!(read("price", json!({ "value": "1e3", "precision": 20 })).unwrap(), price("1000"));
        assert_eq!(read("price", json!(1e-7)).unwrap(), price("0.0000001"));
        for bad in [json!("1_000"), json!(""), json!(1e15), json!(1e300), json!({ "value": {} }), json!(true)]
        {
            assert!(read("price", bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn refusals_are_the_contracts_sentences() {
        let start = "Invalid request: Expected";
        assert_eq!(refused("title", json!(5)), format!("{start} type: 'string' for field 'title', got: '5'"));
        assert_eq!(
            refused("title", Json::Null),
            format!("{start} type: 'string' for field 'title', got: 'null'")
        );
        let object = json!({ "a": 1 });
        assert_eq!(
            refused("title", object),
            format!("{start} type: 'string' for field 'title', got: '[object Object]'")
        );
        assert_eq!(
            refused("type", json!("x")),
            format!("{start}: 'novel, atlas' for field 'type', but got: 'x'")
        );
        assert_eq!(
            refused("metadata", json!([1])),
            format!("{start} type: 'record' for field 'metadata', got: '1'")
        );
        assert!(read("pages", json!(3_000_000_000_i64)).is_err());
        assert!(read("isbn", json!("x".repeat(33))).is_err());
        assert!(read("raw_price", json!({ "value": "1" })).is_err());
    }

    proptest! {
        #[test]
        fn a_number_keeps_every_digit_that_was_sent(units in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..=9) {
            let exact = stheno_kernel::Decimal::new(units, scale);
            let sent: Json = serde_json::from_str(&exact.to_string()).unwrap();
            prop_assert_eq!(big_number(&sent), Some(Amount::from(exact)));
            prop_assert_eq!(big_number(&Json::String(exact.to_string())), Some(Amount::from(exact)));
        }
    }
}
