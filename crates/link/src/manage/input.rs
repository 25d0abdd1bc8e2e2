//! What callers say: pairs to link, patterns to find, keys whose links go. Each has a JSON form.

use super::{Stored, find, unknown};
use crate::definition::LinkRegistry;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};

/// A record on one side of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkKey {
    /// Its module (`cart`).
    pub module: String,
    /// The link's key for it (`cart_id`).
    pub key: String,
    /// Its primary key.
    pub id: String,
}

impl<M: Into<String>, K: Into<String>, I: Into<String>> From<(M, K, I)> for LinkKey {
    fn from((module, key, id): (M, K, I)) -> Self {
        Self { module: module.into(), key: key.into(), id: id.into() }
    }
}

/// Two records to link or to part, in the link's direction.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkInput {
    /// The left record.
    pub left: LinkKey,
    /// The right record.
    pub right: LinkKey,
    /// Values of further columns; ignored where a pair is only named.
    pub data: Map<String, Json>,
}

impl LinkInput {
    /// `LinkInput::new(("order", "order_id", order), ("cart", "cart_id", cart))`
    pub fn new(left: impl Into<LinkKey>, right: impl Into<LinkKey>) -> Self {
        Self { left: left.into(), right: right.into(), data: Map::new() }
    }
    /// Gives a further column a value.
    pub fn with(mut self, column: &str, value: impl Into<Json>) -> Self {
        self.data.insert(column.to_owned(), value.into());
        self
    }

    /// Reads `{cart: {cart_id}, order: {order_id}, data?}`, or a list of such; the order of the keys is the direction.
    pub fn parse(json: &Json) -> Result<Vec<Self>> {
        each(json).map(Self::parse_one).collect()
    }

    fn parse_one(json: &Json) -> Result<Self> {
        let Ends { left, right, data } = Ends::of(json)?;
        let end = |(module, keys): (&String, &Json)| {
            let (key, value) = only_key(module, keys)?;
            let id = value.as_str().ok_or_else(|| bad(&format!("{module}.{key} must be a text")))?;
            Ok::<_, Error>(LinkKey::from((module, key, id)))
        };
        let data = match data {
            None | Some(Json::Null) => Map::new(),
            Some(Json::Object(data)) => data.clone(),
            Some(_) => return Err(bad("data must be an object")),
        };
        Ok(Self { left: end(left)?, right: end(right)?, data })
    }

    pub(super) fn find<'a>(&self, registry: &'a LinkRegistry) -> Result<Stored<'a>> {
        find(registry, (&self.left.module, &self.left.key), (&self.right.module, &self.right.key))
    }
    pub(super) fn pair(&self) -> (&str, &str) {
        (&self.left.id, &self.right.id)
    }
}

/// One side of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPatternSide {
    /// The module.
    pub module: String,
    /// The link's key; empty stands for whichever key the link has.
    pub key: String,
    /// The records; none stands for all.
    pub ids: Vec<String>,
}

/// Rows to find: pairs, or all rows of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPattern {
    /// The left records.
    pub left: LinkPatternSide,
    /// The right records.
    pub right: LinkPatternSide,
}

impl LinkPattern {
    /// Reads `{cart: {cart_id}, order: {order_id}}`, or a list of such. An id may be a list of ids; a side without
    /// one is no condition.
    pub fn parse(json: &Json) -> Result<Vec<Self>> {
        each(json)
            .map(|json| {
                let Ends { left, right, .. } = Ends::of(json)?;
                Ok(Self { left: LinkPatternSide::parse(left)?, right: LinkPatternSide::parse(right)? })
            })
            .collect()
    }

    pub(super) fn find<'a>(&self, registry: &'a LinkRegistry) -> Result<Stored<'a>> {
        let (left, right) = (&self.left, &self.right);
        let fits = |side: &crate::Side, asked: &LinkPatternSide| {
            side.module() == asked.module && (asked.key.is_empty() || side.column == asked.key)
        };
        registry
            .stored()
            .find(|(link, _)| fits(&link.left, left) && fits(&link.right, right))
            .ok_or_else(|| unknown((&left.module, &left.key), (&right.module, &right.key)))
    }
}

impl LinkPatternSide {
    fn parse((module, keys): (&String, &Json)) -> Result<Self> {
        if keys.as_object().is_some_and(Map::is_empty) {
            return Ok(Self { module: module.clone(), key: String::new(), ids: Vec::new() });
        }
        let (key, value) = only_key(module, keys)?;
        Ok(Self { module: module.clone(), key: key.clone(), ids: ids_of(module, key, value)? })
    }
}

impl From<&LinkInput> for LinkPattern {
    fn from(pair: &LinkInput) -> Self {
        let side = |end: &LinkKey| LinkPatternSide {
            module: end.module.clone(),
            key: end.key.clone(),
            ids: vec![end.id.clone()],
        };
        Self { left: side(&pair.left), right: side(&pair.right) }
    }
}

/// Records by a key of their module, whose links go or come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordKeys {
    /// The module.
    pub module: String,
    /// The key that links name the records by.
    pub key: String,
    /// The records.
    pub ids: Vec<String>,
}

impl RecordKeys {
    /// Records of a module.
    pub fn new(module: &str, key: &str, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            module: module.to_owned(),
            key: key.to_owned(),
            ids: ids.into_iter().map(Into::into).collect(),
        }
    }

    /// Reads `{product: {product_id: id or ids, variant_id: ...}, ...}`, or a list of such.
    pub fn parse(json: &Json) -> Result<Vec<Self>> {
        let mut all = Vec::new();
        for json in each(json) {
            let modules = json.as_object().ok_or_else(|| bad("an object of modules is expected"))?;
            for (module, keys) in modules {
                let keys = keys.as_object().ok_or_else(|| bad(&format!("{module} must be an object")))?;
                for (key, value) in keys {
                    all.push(Self::new(module, key, ids_of(module, key, value)?));
                }
            }
        }
        Ok(all)
    }
}

/// Fails unless some link names records of each of these modules by its key; callers who need no such word leave it out.
pub fn require_keys(registry: &LinkRegistry, keys: &[RecordKeys]) -> Result<()> {
    let is_known = |asked: &RecordKeys| {
        let mut sides = registry.stored().flat_map(|(link, _)| link.sides());
        sides.any(|side| side.column == asked.key && side.module() == asked.module)
    };
    match keys.iter().find(|asked| !is_known(asked)) {
        Some(RecordKeys { module, key, .. }) => {
            Err(Error::invalid_data(format!("No link of module {module} by key {key} was found")))
        }
        None => Ok(()),
    }
}

/// The members of a link object.
struct Ends<'a> {
    left: (&'a String, &'a Json),
    right: (&'a String, &'a Json),
    data: Option<&'a Json>,
}

impl<'a> Ends<'a> {
    fn of(json: &'a Json) -> Result<Self> {
        let members = json.as_object().ok_or_else(|| bad("an object with two modules is expected"))?;
        let mut modules = members.iter().filter(|(name, _)| *name != "data");
        match (modules.next(), modules.next(), modules.next()) {
            (Some(left), Some(right), None) => Ok(Self { left, right, data: members.get("data") }),
            (_, _, Some(_)) => Err(Error::invalid_data("Only two modules can be linked.")),
            _ => Err(bad("two modules are expected")),
        }
    }
}

fn each(json: &Json) -> impl Iterator<Item = &Json> {
    match json {
        Json::Array(all) => all.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

fn only_key<'a>(module: &str, keys: &'a Json) -> Result<(&'a String, &'a Json)> {
    let mut keys = keys.as_object().ok_or_else(|| bad(&format!("{module} must be an object")))?.iter();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(bad(&format!("{module} must have one key"))),
    }
}

fn ids_of(module: &str, key: &str, value: &Json) -> Result<Vec<String>> {
    let text = |json: &Json| {
        json.as_str().map(str::to_owned).ok_or_else(|| bad(&format!("{module}.{key} must hold texts")))
    };
    match value {
        Json::Null => Ok(Vec::new()),
        Json::Array(ids) => ids.iter().map(text).collect(),
        id => Ok(vec![text(id)?]),
    }
}

fn bad(what: &str) -> Error {
    Error::invalid_data(format!("Invalid link: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pairs_keep_the_order_of_their_keys() {
        let read = LinkInput::parse(&json!([
            {"order": {"order_id": "o"}, "cart": {"cart_id": "c"}},
            {"data": {"n": 2}, "cart": {"cart_id": "c"}, "order": {"order_id": "o"}},
        ]));
        let pair = LinkInput::new(("order", "order_id", "o"), ("cart", "cart_id", "c"));
        let reverse = LinkInput::new(("cart", "cart_id", "c"), ("order", "order_id", "o")).with("n", 2);
        assert_eq!(read.unwrap(), [pair, reverse]);
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        for (json, message) in [
            (
                json!({"a": {"a_id": "1"}, "b": {"b_id": "2"}, "c": {"c_id": "3"}}),
                "Only two modules can be linked.",
            ),
            (json!({"a": {"a_id": "1"}}), "Invalid link: two modules are expected"),
            (json!({"a": {"a_id": 1}, "b": {"b_id": "2"}}), "Invalid link: a.a_id must be a text"),
            (json!({"a": {}, "b": {"b_id": "2"}}), "Invalid link: a must have one key"),
            (
                json!({"a": {"a_id": "1"}, "b": {"b_id": "2"}, "data": 3}),
                "Invalid link: data must be an object",
            ),
            (json!("a"), "Invalid link: an object with two modules is expected"),
        ] {
            assert_eq!(LinkInput::parse(&json).unwrap_err().message(), message);
        }
    }

    #[test]
    fn patterns_and_keys_take_lists() {
        let read = LinkPattern::parse(&json!({"a": {"a_id": ["1", "2"]}, "b": {}})).unwrap();
        assert_eq!(read[0].left.ids, ["1", "2"]);
        assert_eq!((read[0].right.key.as_str(), read[0].right.ids.len()), ("", 0));
        let keys = RecordKeys::parse(&json!({"a": {"a_id": "1", "x_id": ["2"]}, "b": {"b_id": []}})).unwrap();
        let expected = [("a", "a_id", vec!["1"]), ("a", "x_id", vec!["2"]), ("b", "b_id", vec![])]
            .map(|(m, k, ids)| RecordKeys::new(m, k, ids));
        assert_eq!(keys, expected);
    }
}
