//! One cell of a row: the currency between database, query and JSON.

use crate::{Amount, Decimal, JsonText, Timestamp};

/// A value of a column. JSON stays text from the database to the answer.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// SQL NULL.
    #[default]
    Null,
    /// boolean
    Bool(bool),
    /// integer
    Int(i64),
    /// real, double precision
    Float(f64),
    /// numeric
    Decimal(Decimal),
    /// text
    Text(String),
    /// timestamptz
    Time(Timestamp),
    /// jsonb, as its text
    Json(JsonText),
    /// An array, as a column (`text[]`) or as the operand of `IN`.
    List(Vec<Value>),
}

impl Value {
    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
    /// The text of a text value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
    /// A boolean value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }
    /// An integer value.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            _ => None,
        }
    }
    /// Any number, exactly where it was exact.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Decimal(d) => Some(*d),
            Self::Int(i) => Some(Decimal::from(*i)),
            Self::Float(f) => f.to_string().parse().ok(),
            _ => None,
        }
    }
    /// The text of a JSON value.
    pub fn as_json(&self) -> Option<&JsonText> {
        match self {
            Self::Json(json) => Some(json),
            _ => None,
        }
    }
}

/// What can be read out of a cell. `None` means the cell holds something else.
pub trait FromValue: Sized {
    /// Takes the cell apart.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! conversions {
    ($($rust:ty => $variant:ident),* $(,)?) => {$(
        impl From<$rust> for Value { fn from(x: $rust) -> Self { Self::$variant(x.into()) } }
    )*};
}
conversions!(bool => Bool, i32 => Int, i64 => Int, u32 => Int, f64 => Float, Decimal => Decimal, String => Text, &str => Text,
    &String => Text, Timestamp => Time, JsonText => Json);

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        Self::Decimal(amount.into())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(x: Option<T>) -> Self {
        x.map_or(Self::Null, Into::into)
    }
}
impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}
impl FromValue for Value {
    fn from_value(value: Value) -> Option<Self> {
        Some(value)
    }
}
impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        value.as_bool()
    }
}
impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int()
    }
}
impl FromValue for i32 {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int().and_then(|i| i.try_into().ok())
    }
}
impl FromValue for f64 {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Float(f) => Some(f),
            Value::Int(i) => i32::try_from(i).ok().map(f64::from),
            _ => None,
        }
    }
}
impl FromValue for Decimal {
    fn from_value(value: Value) -> Option<Self> {
        value.as_decimal()
    }
}
impl FromValue for Amount {
    fn from_value(value: Value) -> Option<Self> {
        value.as_decimal().map(Amount::from)
    }
}
impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Time(t) => Some(t),
            _ => None,
        }
    }
}
impl FromValue for JsonText {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Json(json) => Some(json),
            _ => None,
        }
    }
}
impl FromValue for Vec<String> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::List(list) => list.into_iter().map(String::from_value).collect(),
            _ => None,
        }
    }
}
