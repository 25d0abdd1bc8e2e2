//! What rules can ask about a cart, an item or a shipping method.

use std::collections::BTreeMap;

/// Leaves of a record by path: `currency_code`, `customer.groups.id`, `product.categories.id`. An attribute of a list
/// has one value per entry, and none for an empty list; an attribute that is not here is undefined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(BTreeMap<String, Vec<String>>);

impl Attributes {
    /// Sets one value; an absent one is left out.
    pub fn set<'a>(&mut self, path: &str, value: impl Into<Option<&'a str>>) {
        if let Some(value) = value.into() {
            self.0.insert(path.into(), vec![value.into()]);
        }
    }
    /// Sets the values of a list, which may be empty.
    pub fn set_all<T: Into<String>>(&mut self, path: &str, values: impl IntoIterator<Item = T>) {
        self.0.insert(path.into(), values.into_iter().map(Into::into).collect());
    }
    /// The values at a path; `None` where it is undefined.
    pub fn get(&self, path: &str) -> Option<&[String]> {
        self.0.get(path).map(Vec::as_slice)
    }
    /// Every leaf of a JSON object. Entries of a list merge into one path; nulls are left out. An empty list counts for
    /// every path below it, and [`Attributes::get`] finds it there.
    pub fn of_json(json: &serde_json::Value) -> Self {
        let mut attributes = Self::default();
        attributes.collect(json, String::new());
        attributes
    }
    fn collect(&mut self, json: &serde_json::Value, path: String) {
        use serde_json::Value as Json;
        match json {
            Json::Null => {}
            Json::Array(list) => {
                if list.is_empty() {
                    self.0.entry(path).or_default();
                    return;
                }
                list.iter().for_each(|entry| self.collect(entry, path.clone()));
            }
            Json::Object(members) => {
                for (key, member) in members {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.collect(member, path);
                }
            }
            Json::String(text) => self.0.entry(path).or_default().push(text.clone()),
            Json::Bool(_) | Json::Number(_) => self.0.entry(path).or_default().push(json.to_string()),
        }
    }
    /// The values at a path, or at an empty list above it.
    pub(super) fn resolve(&self, path: &str) -> Option<&[String]> {
        if let Some(values) = self.get(path) {
            return Some(values);
        }
        let mut above = path;
        while let Some((parent, _)) = above.rsplit_once('.') {
            if self.get(parent).is_some_and(<[String]>::is_empty) {
                return Some(&[]);
            }
            above = parent;
        }
        None
    }
}
