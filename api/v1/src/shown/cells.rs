//! Cells of rows as JSON members.

use serde_json::{Map, Number, Value as Json};
use stheno_kernel::{Decimal, Value};
use stheno_query::RowView;

/// A cell as JSON. Numbers that are whole print without a fraction.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => number_json(*number),
        Value::Decimal(number) => decimal(*number),
        Value::Text(text) => text.as_str().into(),
        Value::Time(at) => at.to_string().into(),
        Value::Json(text) => text.to_value(),
        Value::List(list) => list.iter().map(json).collect(),
    }
}

/// A number, perhaps with a fraction.
pub(super) fn decimal(number: Decimal) -> Json {
    let number = number.normalize();
    match i64::try_from(number) {
        Ok(whole) if number.is_integer() => whole.into(),
        _ => number_json(number.to_string().parse().unwrap_or_default()),
    }
}

fn number_json(number: f64) -> Json {
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

/// The number in a column; zero where there is none.
pub(super) fn number(row: RowView<'_>, name: &str) -> Decimal {
    row.get(name).as_decimal().unwrap_or_default()
}

/// The whole number in a column, cut.
pub(super) fn count(row: RowView<'_>, name: &str) -> i64 {
    number(row, name).trunc().try_into().unwrap_or_default()
}

/// Members of an object, from columns of the same name and from elsewhere.
pub(super) struct Object(Map<String, Json>);

impl Object {
    pub fn of(row: RowView<'_>, columns: &[&str]) -> Self {
        Self(columns.iter().map(|name| ((*name).to_owned(), json(row.get(name)))).collect())
    }
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }
    /// Members that are null: what Medusa 2 does not keep.
    pub fn nulls(mut self, names: &[&str]) -> Self {
        self.0.extend(names.iter().map(|name| ((*name).to_owned(), Json::Null)));
        self
    }
    /// A member that is shown only sometimes.
    pub fn with_if(self, shown: bool, name: &str, value: impl FnOnce() -> Json) -> Self {
        if shown { self.with(name, value()) } else { self }
    }
    pub fn end(self) -> Json {
        Json::Object(self.0)
    }
}
