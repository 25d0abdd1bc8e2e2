//! In which circumstances a price is asked for.

use std::collections::BTreeMap;
use stheno_kernel::{Amount, Decimal, Timestamp};

/// Who asks, for how much of it, and when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// ISO 4217, lower case. Prices of other currencies do not apply.
    pub currency_code: String,
    /// Pieces. Without it, prices that hold from the first piece on apply, whatever their upper limit.
    pub quantity: Option<Amount>,
    /// Everything that rules may ask for, by path: `region_id`, `customer.groups.id`.
    pub attributes: BTreeMap<String, ContextValue>,
    /// Decides which price lists run.
    pub now: Timestamp,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// One number: rules compare by their operator.
    Number(Decimal),
    /// One text or several: a rule matches if its value is among them.
    Texts(Vec<String>),
}

impl Context {
    /// Sets an attribute to one text; an absent or empty text is no attribute.
    pub fn set<'a>(&mut self, attribute: &str, text: impl Into<Option<&'a str>>) {
        self.set_all(attribute, text.into());
    }
    /// Sets an attribute to several texts; none is no attribute.
    pub fn set_all<T: Into<String>>(&mut self, attribute: &str, texts: impl IntoIterator<Item = T>) {
        let texts: Vec<String> = texts.into_iter().map(Into::into).filter(|t| !t.is_empty()).collect();
        if texts.is_empty() {
            self.attributes.remove(attribute);
        } else {
            self.attributes.insert(attribute.into(), ContextValue::Texts(texts));
        }
    }
    /// Sets an attribute to a number.
    pub fn set_number(&mut self, attribute: &str, number: Decimal) {
        self.attributes.insert(attribute.into(), ContextValue::Number(number));
    }
    /// Sets every leaf of a JSON object by its path; arrays merge into one path, and nulls and empty texts are left out.
    /// `currency_code` and `quantity` are not attributes.
    pub fn set_json(&mut self, json: &serde_json::Value) {
        let mut leaves = BTreeMap::new();
        collect(json, String::new(), false, &mut leaves);
        leaves.retain(|path, _| !matches!(path.as_str(), "" | "currency_code" | "quantity"));
        self.attributes.append(&mut leaves);
    }
    /// The region that price preferences go by.
    pub(super) fn region_id(&self) -> Option<&str> {
        match self.attributes.get("region_id")? {
            ContextValue::Texts(texts) => texts.first().map(String::as_str),
            ContextValue::Number(_) => None,
        }
    }
}

fn collect(
    json: &serde_json::Value,
    path: String,
    in_array: bool,
    leaves: &mut BTreeMap<String, ContextValue>,
) {
    use serde_json::Value as Json;
    match json {
        Json::Null => {}
        Json::Array(list) => list.iter().for_each(|item| collect(item, path.clone(), true, leaves)),
        Json::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(member, path, in_array, leaves);
            }
        }
        Json::Number(n) if !in_array => {
            if let Some(number) = Amount::parse(&n.to_string()) {
                leaves.insert(path, ContextValue::Number(number.decimal()));
            }
        }
        Json::Bool(_) | Json::Number(_) => push(leaves, path, json.to_string()),
        Json::String(text) if text.is_empty() => {}
        Json::String(text) => push(leaves, path, text.clone()),
    }
}

fn push(leaves: &mut BTreeMap<String, ContextValue>, path: String, text: String) {
    match leaves.entry(path).or_insert_with(|| ContextValue::Texts(vec![])) {
        ContextValue::Texts(texts) => texts.push(text),
        number @ ContextValue::Number(_) => *number = ContextValue::Texts(vec![text]),
    }
}
