//! Answers in a form that is equal on every database and every run: records by the names that the world gave them, other
//! ids by their prefix, times and tokens by what they are; lists of records sorted, since no order was asked for.

use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use stheno_kernel::Timestamp;

/// What a world's records are called: by id.
pub struct Names(HashMap<String, String>);

impl Names {
    /// Of names and ids.
    pub fn of<'a>(ids: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(ids.into_iter().map(|(name, id)| (id.to_owned(), format!("<{name}>"))).collect())
    }

    /// The answer in that form.
    pub fn shape(&self, answer: &Json) -> Json {
        match answer {
            Json::Array(items) => {
                let mut items: Vec<Json> = items.iter().map(|item| self.shape(item)).collect();
                items.sort_by_key(ToString::to_string);
                Json::Array(items)
            }
            Json::Object(members) => {
                let mut sorted: Vec<_> = members.iter().map(|(k, v)| (k.clone(), self.shape(v))).collect();
                sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
                Json::Object(Map::from_iter(sorted))
            }
            Json::String(text) => Json::String(self.text(text)),
            other => other.clone(),
        }
    }

    fn text(&self, text: &str) -> String {
        if let Some(name) = self.0.get(text) {
            return name.clone();
        }
        if text.ends_with('Z') && Timestamp::parse(text).is_some() {
            return "<time>".to_owned();
        }
        match text.rsplit_once('_') {
            Some((prefix, ulid)) if is_ulid(ulid) => format!("<{prefix}>"),
            Some(("pk", token)) if token.len() == 64 => "<token>".to_owned(),
            // Sentences of errors name records too.
            _ => self.0.iter().fold(text.to_owned(), |text, (id, name)| match id.len() {
                30.. => text.replace(id, name),
                _ => text,
            }),
        }
    }
}

fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}
