//! JSON as text: what a `jsonb` column holds, and the writer of answers.

use crate::{Decimal, Timestamp, Value};
use std::fmt;

/// Well-formed JSON text.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonText(Box<str>);

impl JsonText {
    /// Text that is known to be JSON (from the database, or written by us).
    pub fn from_trusted(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }
    /// The JSON of anything serializable.
    pub fn of(value: &impl serde::Serialize) -> Self {
        // Only maps with keys that are not text and failing `Serialize` impls err; we hand over neither.
        Self(serde_json::to_string(value).unwrap_or_else(|_| "null".into()).into())
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Reads the text into a type.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
    /// The text as a tree, for the few places that look inside.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Default for JsonText {
    fn default() -> Self {
        Self("{}".into())
    }
}
impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<serde_json::Value> for JsonText {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

/// A member's name, ready to be written: for names that are written again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonKey(Box<[u8]>);

impl JsonKey {
    /// The key of this name, escaped where it must be.
    pub fn of(name: &str) -> Self {
        // The comma is skipped where the member is the first.
        let mut text = vec![b','];
        write_string(&mut text, name);
        text.push(b':');
        Self(text.into())
    }
}

/// Writes JSON straight into bytes; commas are its own business.
#[derive(Default)]
pub struct JsonWriter {
    out: Vec<u8>,
    comma: bool,
}

impl JsonWriter {
    /// A writer with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), comma: false }
    }
    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }
    fn lead(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }
    /// `{`
    pub fn begin_object(&mut self) {
        self.lead();
        self.out.push(b'{');
        self.comma = false;
    }
    /// `}`
    pub fn end_object(&mut self) {
        self.out.push(b'}');
        self.comma = true;
    }
    /// `[`
    pub fn begin_array(&mut self) {
        self.lead();
        self.out.push(b'[');
        self.comma = false;
    }
    /// `]`
    pub fn end_array(&mut self) {
        self.out.push(b']');
        self.comma = true;
    }
    /// A member's name; its value must follow.
    pub fn key(&mut self, name: &str) {
        self.lead();
        write_string(&mut self.out, name);
        self.out.push(b':');
        self.comma = false;
    }
    /// As [`JsonWriter::key`], without a look at the name.
    pub fn static_key(&mut self, key: &JsonKey) {
        self.out.extend_from_slice(&key.0[usize::from(!self.comma)..]);
        self.comma = false;
    }
    /// A text.
    pub fn string(&mut self, text: &str) {
        self.lead();
        write_string(&mut self.out, text);
    }
    /// `null`
    pub fn null(&mut self) {
        self.raw("null");
    }
    /// Text that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.lead();
        self.out.extend_from_slice(json.as_bytes());
    }
    /// A cell of a row.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.null(),
            Value::Bool(b) => self.raw(if *b { "true" } else { "false" }),
            Value::Int(i) => {
                self.lead();
                self.out.extend_from_slice(itoa::Buffer::new().format(*i).as_bytes());
            }
            Value::Float(f) => self.float(*f),
            Value::Decimal(d) => self.decimal(*d),
            Value::Text(text) => self.string(text),
            Value::Time(t) => self.time(*t),
            Value::Json(json) => self.raw(json.as_str()),
            Value::List(list) => {
                self.begin_array();
                list.iter().for_each(|v| self.value(v));
                self.end_array();
            }
        }
    }
    fn float(&mut self, f: f64) {
        use std::io::Write as _;
        self.lead();
        if f.is_finite() {
            // Rust prints the shortest digits that read back, without an exponent: valid JSON, `10` for 10.0.
            let _ = write!(self.out, "{f}");
        } else {
            self.out.extend_from_slice(b"null");
        }
    }
    /// The one lossy step of money: past 15 digits the number is printed as the double that JavaScript would hold.
    fn decimal(&mut self, d: Decimal) {
        use std::io::Write as _;
        let d = d.normalize();
        match i64::try_from(d.mantissa()) {
            Ok(digits) if digits.unsigned_abs() < 1_000_000_000_000_000 => {
                self.lead();
                if d.scale() == 0 {
                    self.out.extend_from_slice(itoa::Buffer::new().format(digits).as_bytes());
                } else {
                    let _ = write!(self.out, "{d}");
                }
            }
            _ => self.float(d.to_string().parse().unwrap_or_default()),
        }
    }
    fn time(&mut self, t: Timestamp) {
        use std::io::Write as _;
        self.lead();
        self.out.push(b'"');
        match t.to_ascii() {
            Some(text) => self.out.extend_from_slice(&text),
            None => {
                let _ = write!(self.out, "{t}");
            }
        }
        self.out.push(b'"');
    }
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    // Without a way out early, the search runs over many bytes at once; most texts need no escape.
    let escapes = |b: u8| (b < b' ') | (b == b'"') | (b == b'\\');
    if text.bytes().fold(false, |found, b| found | escapes(b)) {
        // Writing into a `Vec` cannot fail, and text is always serializable.
        let _ = serde_json::to_writer(out, text);
    } else {
        out.reserve(text.len() + 2);
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value) -> String {
        let mut w = JsonWriter::default();
        w.value(&value);
        String::from_utf8(w.into_bytes()).unwrap()
    }

    #[test]
    fn numbers_print_as_javascript_prints_them() {
        assert_eq!(written(Value::Decimal("10.00".parse().unwrap())), "10");
        assert_eq!(written(Value::Decimal("19.990".parse().unwrap())), "19.99");
        assert_eq!(
            written(Value::Decimal("33.3333333333333333333333".parse().unwrap())),
            "33.333333333333336"
        );
        assert_eq!(written(Value::Float(10.0)), "10");
    }

    #[test]
    fn texts_are_escaped_as_serde_escapes_them() {
        for text in ["", "plain", "é ✓ \u{7f}", "a\"b", "a\\b", "line\nbreak", "\u{1}", "</script>"] {
            assert_eq!(written(Value::from(text)), serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn ready_keys_are_those_of_the_writer() {
        let mut w = JsonWriter::default();
        w.begin_object();
        for name in ["a", "quo\"te"] {
            w.static_key(&JsonKey::of(name));
            w.value(&Value::Int(1));
        }
        w.key("b");
        w.null();
        w.end_object();
        assert_eq!(String::from_utf8(w.into_bytes()).unwrap(), r#"{"a":1,"quo\"te":1,"b":null}"#);
    }

    #[test]
    fn nests_with_commas_in_the_right_places() {
        let mut w = JsonWriter::default();
        w.begin_object();
        w.key("a");
        w.begin_array();
        w.value(&Value::Int(1));
        w.string("x\"y");
        w.begin_object();
        w.end_object();
        w.end_array();
        w.key("b");
        w.null();
        w.end_object();
        assert_eq!(String::from_utf8(w.into_bytes()).unwrap(), r#"{"a":[1,"x\"y",{}],"b":null}"#);
    }
}
