//! Values, queries and bodies by chance: nearly right by a schema, and then wrong in one place or many.

use crate::specimen::Known;
use rand::rngs::StdRng;
use rand::seq::{IndexedMutRandom as _, IndexedRandom as _};
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Map, Value as Json, json};

/// Texts that have broken something somewhere.
const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "null",
    "true",
    "NaN",
    "1e999",
    "a\u{0}b",
    "\u{feff}\u{202e}\u{200d}",
    "\u{1F600}\u{1F468}\u{200D}\u{1F469}",
    "e\u{301}\u{fdfa}",
    "\u{10ffff}\u{ffff}",
    "'; DROP TABLE cart; --",
    "%_\\%",
    "{{7*7}}${x}",
    "../../etc/passwd",
    "$eq",
    "__proto__",
    "2024-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
    "-262144-01-01T00:00:00Z",
    "2024-13-45",
    "a@b.test",
    "id,title,*variants,-id,+x",
    "*.*.*.*",
    "eur",
    "de",
    "(((",
];

/// Operators and other words that filters know.
const WORDS: &[&str] = &[
    "$and",
    "$or",
    "$not",
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
    "$exists",
    "$contains",
    "$overlap",
    "$fulltext",
    "$none",
    "$some",
    "id",
    "q",
    "created_at",
    "metadata",
    "title",
    "status",
    "deleted_at",
    "",
    "a.b",
    "a.b.c",
    "a\u{0}",
    "[",
    "]",
    "constructor",
];

/// Fields of `fields` and `order`.
const FIELDS: &[&str] = &[
    "id",
    "title",
    "*variants",
    "variants.id",
    "*variants.calculated_price",
    "+metadata",
    "-id",
    "items.*",
    "*items.variant.product",
    "customer.email",
    "nothing",
    "nothing.at.all",
    "*",
    "**",
    ".",
    "id.",
    ".id",
    "+",
    "-",
    "+*region",
    "a\u{0}",
    "$stheno",
    "created_at",
    "-created_at",
    "total",
    "summary.totals",
    "\u{1F600}",
];

pub const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=utf-16",
    "application/json; charset=latin1",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/html",
    "application/octet-stream",
    "nonsense",
    "",
];

/// Makes things up.
pub struct Maker<'a> {
    rng: StdRng,
    known: &'a Known,
}

impl<'a> Maker<'a> {
    pub fn new(seed: u64, known: &'a Known) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), known }
    }

    /// True once in `n`.
    pub fn once_in(&mut self, n: u32) -> bool {
        self.rng.random_ratio(1, n)
    }
    pub fn below(&mut self, n: usize) -> usize {
        self.rng.random_range(0..n.max(1))
    }
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.rng).expect("there is something to pick from")
    }

    /// A value that the schema takes, most of the time.
    pub fn value(&mut self, schema: &Json, depth: usize) -> Json {
        if depth > 12 || self.once_in(40) {
            return self.wild(3);
        }
        if let Some(one) = schema.get("const") {
            return one.clone();
        }
        if let Some(some) = schema["enum"].as_array().filter(|some| !some.is_empty()) {
            return some[self.below(some.len())].clone();
        }
        if let Some(options) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
            let option = &options[self.below(options.len())];
            return self.value(option, depth + 1);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let least =
                    usize::try_from(schema["minItems"].as_u64().unwrap_or_default()).unwrap_or_default();
                let count = least + self.below(3);
                (0..count).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            Some("string") if schema["format"] == "email" => json!("fuzz@door.test"),
            Some("string") => Json::String(self.text()),
            Some("number" | "integer") => self.number(),
            Some("boolean") => json!(self.once_in(2)),
            Some("null") => Json::Null,
            _ => self.wild(3),
        }
    }

    /// An object: what is required, now and then without one; some of the rest; now and then what nobody asked for.
    fn object(&mut self, schema: &Json, depth: usize) -> Json {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let mut made = Map::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let wanted = if required.contains(&name.as_str()) { !self.once_in(30) } else { self.once_in(4) };
            if !wanted {
                continue;
            }
            let value = match self.known.get(name.as_str()) {
                Some(id) if !self.once_in(6) => Json::String(id.clone()),
                _ => self.value(member, depth + 1),
            };
            made.insert(name.clone(), value);
        }
        let is_open = schema["additionalProperties"] != json!(false);
        if is_open && self.once_in(3) || self.once_in(30) {
            let name = self.pick(WORDS).to_owned();
            let value = match schema.get("additionalProperties").filter(|of| of.is_object()) {
                Some(of) => self.value(of, depth + 1),
                None => self.wild(3),
            };
            made.insert(name, value);
        }
        Json::Object(made)
    }

    /// Whatever JSON there is.
    pub fn wild(&mut self, depth: usize) -> Json {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => Json::Null,
            1 => json!(self.once_in(2)),
            2 => self.number(),
            3 | 4 => Json::String(self.text()),
            5 => {
                let count = self.below(4);
                (0..count).map(|_| self.wild(depth - 1)).collect()
            }
            _ => {
                let count = self.below(4);
                Json::Object(
                    (0..count).map(|_| (self.pick(WORDS).to_owned(), self.wild(depth - 1))).collect(),
                )
            }
        }
    }

    fn number(&mut self) -> Json {
        match self.below(10) {
            0 => json!(0),
            1 => json!(-1),
            2 => json!(i64::MAX),
            3 => json!(i64::MIN),
            4 => json!(u64::MAX),
            5 => json!(1e300),
            6 => json!(self.rng.random::<f64>()),
            7 => json!(-0.0),
            _ => json!(self.rng.random_range(1..100)),
        }
    }

    /// An id that is there, a text that has broken something, or characters by chance.
    fn text(&mut self) -> String {
        match self.below(8) {
            0 | 1 => {
                let mut ids: Vec<&String> = self.known.values().collect();
                // The order of a map is another in each process.
                ids.sort();
                ids.choose(&mut self.rng).map_or_else(String::new, |id| (*id).clone())
            }
            2..=4 => self.pick(TEXTS).to_owned(),
            5 if self.once_in(10) => self.pick(TEXTS).repeat(2_000),
            _ => {
                let count = self.below(12);
                (0..count).map(|_| self.rng.random::<char>()).collect()
            }
        }
    }

    /// A query by the route's schema, as clients write it.
    pub fn query(&mut self, schema: Option<&Json>) -> String {
        let mut pairs = Vec::new();
        let names = schema.and_then(|schema| schema["properties"].as_object());
        for (name, member) in names.into_iter().flatten() {
            if !self.once_in(6) {
                continue;
            }
            let value = match name.as_str() {
                "fields" | "order" => {
                    let count = 1 + self.below(4);
                    let fields: Vec<&str> = (0..count).map(|_| self.pick(FIELDS)).collect();
                    Json::String(fields.join(","))
                }
                name => match self.known.get(name) {
                    Some(id) if !self.once_in(6) => Json::String(id.clone()),
                    _ => self.value(member, 0),
                },
            };
            self.spell(&encoded(name), &value, &mut pairs);
        }
        if self.once_in(4) {
            let (name, value) = (self.pick(WORDS), self.wild(4));
            self.spell(&encoded(name), &value, &mut pairs);
        }
        let mut query = pairs.join("&");
        if self.once_in(10) {
            query.push_str(self.pick(&[
                "&&=",
                "%",
                "%zz",
                "&a[b=1",
                "&a]=1",
                "&[]=1",
                "&a[][]=1",
                "&a[99999]=1",
                "&a[-1]=x",
            ]));
        }
        query
    }

    /// A value in brackets.
    fn spell(&mut self, name: &str, value: &Json, pairs: &mut Vec<String>) {
        match value {
            Json::Object(members) => {
                for (member, value) in members {
                    self.spell(&format!("{name}[{}]", encoded(member)), value, pairs);
                }
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let at = if self.once_in(2) { String::new() } else { index.to_string() };
                    self.spell(&format!("{name}[{at}]"), item, pairs);
                }
            }
            Json::String(text) => pairs.push(format!("{name}={}", encoded(text))),
            other => pairs.push(format!("{name}={other}")),
        }
    }

    /// A body's bytes: the JSON as it is, most of the time.
    pub fn bytes(&mut self, body: &Json) -> Vec<u8> {
        let mut bytes = body.to_string().into_bytes();
        if !self.once_in(6) {
            return bytes;
        }
        match self.below(9) {
            0 => bytes.truncate(self.below(bytes.len() + 1)),
            1 => {
                let at = self.below(bytes.len() + 1);
                bytes.insert(at, self.rng.random());
            }
            2 => {
                if let Some(byte) = bytes.choose_mut(&mut self.rng) {
                    *byte = 0;
                }
            }
            3 => bytes = format!("{{\"a\":{}", "[".repeat(5_000)).into_bytes(),
            4 => {
                // Each member twice.
                let members: Vec<String> = body
                    .as_object()
                    .into_iter()
                    .flatten()
                    .flat_map(|(name, value)| [(name, Json::Null), (name, value.clone())])
                    .map(|(name, value)| format!("{}:{value}", Json::from(name.as_str())))
                    .collect();
                bytes = format!("{{{}}}", members.join(",")).into_bytes();
            }
            5 => bytes.extend(b"}{"),
            6 => bytes = format!("{{\"a\":\"{}\"}}", "x".repeat(self.below(120_000))).into_bytes(),
            7 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
            _ => bytes = self.wild(5).to_string().into_bytes(),
        }
        bytes
    }

    /// Bytes with some changed, left out, doubled, or taken from `other`.
    pub fn mutated(&mut self, bytes: &[u8], other: &[u8]) -> Vec<u8> {
        let mut made = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(made.len() + 1);
            let until = at + self.below(made.len() - at + 1);
            match self.below(7) {
                0 => made.insert(at, self.rng.random()),
                1 => drop(made.drain(at..until.min(at + 8))),
                2 => {
                    if let Some(byte) = made.get_mut(at) {
                        *byte ^= 1 << self.rng.random_range(0..8);
                    }
                }
                3 => {
                    let again: Vec<u8> = made[at..until.min(at + 64)].to_vec();
                    made.splice(at..at, again).for_each(drop);
                }
                4 => {
                    let from = self.below(other.len() + 1);
                    let to = (from + self.below(32)).min(other.len());
                    made.splice(at..at, other[from..to].iter().copied()).for_each(drop);
                }
                5 => {
                    let word = self.pick(WORDS);
                    made.splice(at..at, word.bytes()).for_each(drop);
                }
                _ => {
                    let text = self.pick(TEXTS);
                    made.splice(at..at, text.bytes()).for_each(drop);
                }
            }
            made.truncate(8_192);
        }
        made
    }

    /// An id for a path, encoded.
    pub fn id(&mut self) -> String {
        let text = self.text();
        let short: String = text.chars().take(300).collect();
        if short.is_empty() { "%20".to_owned() } else { encoded(&short) }
    }
}

/// Everything but letters, digits and `_` as `%..`.
pub fn encoded(text: &str) -> String {
    let each = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    each.collect()
}
