//! Query strings with brackets: `a[b][]=x`, `a[0]=x`, `$and[0][id]=x`, repeated names, `a.b=x`.

use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use stheno_kernel::{Error, Result};

/// Parameters beyond this many are ignored.
const PARAMETERS_MAX: usize = 1000;
/// Brackets beyond this depth are taken as part of a name.
const DEPTH_MAX: usize = 5;
/// A list written with indices longer than this would be a way to make us allocate.
const INDEX_MAX: usize = 1000;

/// Parses a query string into the tree that its brackets describe.
pub fn parse(query: &str) -> Map<String, Value> {
    let mut tree = Map::new();
    for part in query.split('&').filter(|part| !part.is_empty()).take(PARAMETERS_MAX) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = decode(name);
        let path = steps(&name);
        let Some((first, rest)) = path.split_first() else { continue };
        let value = Value::String(decode(value));
        put_member(&mut tree, first, rest, value);
    }
    tree
}

/// The tree as Medusa validates it: a list of one text is split at its commas, and `a.b=x` means `a[b]=x`.
pub fn normalize(tree: Map<String, Value>) -> Result<Map<String, Value>> {
    let is_plain = |(name, value): (&String, &Value)| !name.contains('.') && !value.is_array();
    if tree.iter().all(is_plain) {
        return Ok(tree);
    }
    let mut normal = Map::with_capacity(tree.len());
    for (name, value) in tree {
        let value = split_single(value);
        let Some((parent, child)) = name.split_once('.') else {
            normal.insert(name, value);
            continue;
        };
        if child.contains('.') {
            let message = format!("Key accessor more than 2 levels deep: {name}");
            return Err(Error::invalid_data(message));
        }
        let entry = normal.entry(parent).or_insert_with(|| Value::Object(Map::new()));
        if !entry.is_object() {
            *entry = Value::Object(Map::new());
        }
        if let Value::Object(members) = entry {
            members.insert(child.to_owned(), value);
        }
    }
    Ok(normal)
}

fn split_single(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() == 1 => match items.pop() {
            Some(Value::String(text)) => Value::Array(text.split(',').map(Value::from).collect()),
            other => Value::Array(other.into_iter().collect()),
        },
        other => other,
    }
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    match percent_decode(spaced.as_bytes()).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => spaced,
    }
}

/// `a[b][]` is `a`, `b` and nothing.
fn steps(name: &str) -> Vec<&str> {
    let Some(open) = name.find('[') else { return vec![name] };
    let mut path = Vec::new();
    if open > 0 {
        path.push(&name[..open]);
    }
    let mut rest = &name[open..];
    while let Some(inner) = rest.strip_prefix('[') {
        let Some(close) = inner.find(']') else { break };
        if path.len() > DEPTH_MAX {
            break;
        }
        path.push(&inner[..close]);
        rest = &inner[close + 1..];
        if !rest.starts_with('[') {
            return path;
        }
    }
    path.push(rest);
    path
}

fn put_member(map: &mut Map<String, Value>, name: &str, rest: &[&str], value: Value) {
    match map.get_mut(name) {
        Some(slot) => put(slot, rest, value),
        None => {
            let mut slot = Value::Null;
            put(&mut slot, rest, value);
            map.insert(name.to_owned(), slot);
        }
    }
}

/// Puts a value at a path below `slot`, where null means that nothing was put there yet.
fn put(slot: &mut Value, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else { return combine(slot, value) };
    let index = first.parse::<usize>().ok().filter(|index| *index < INDEX_MAX && index.to_string() == *first);
    if first.is_empty() || (index.is_some() && !slot.is_object()) {
        put_item(slot, index, rest, value);
        return;
    }
    if slot.is_array() {
        *slot = Value::Object(numbered(slot.take()));
    }
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(map) = slot {
        put_member(map, first, rest, value);
    }
}

/// Puts a value into the list at `slot`: at an index, or at its end. Gaps between indices close.
fn put_item(slot: &mut Value, index: Option<usize>, rest: &[&str], value: Value) {
    let items = match slot {
        Value::Array(items) => items,
        Value::Null => {
            *slot = Value::Array(Vec::new());
            return put_item(slot, index, rest, value);
        }
        _ => {
            *slot = Value::Array(vec![slot.take()]);
            return put_item(slot, None, rest, value);
        }
    };
    match index.and_then(|index| items.get_mut(index)) {
        Some(item) => put(item, rest, value),
        None => {
            let mut item = Value::Null;
            put(&mut item, rest, value);
            items.push(item);
        }
    }
}

fn combine(slot: &mut Value, value: Value) {
    match slot {
        Value::Null => *slot = value,
        Value::Array(items) => items.push(value),
        _ => *slot = Value::Array(vec![slot.take(), value]),
    }
}

fn numbered(list: Value) -> Map<String, Value> {
    match list {
        Value::Array(items) => items.into_iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(query: &str, expected: Value) {
        assert_eq!(Value::Object(parse(query)), expected, "{query}");
    }

    #[test]
    fn reads_brackets() {
        check("a=1&b=x%20y+z", json!({"a": "1", "b": "x y z"}));
        check("id[]=a&id[]=b", json!({"id": ["a", "b"]}));
        check("id=a&id=b", json!({"id": ["a", "b"]}));
        check("id[0]=a&id[1]=b", json!({"id": ["a", "b"]}));
        check("created_at[$gt]=2020", json!({"created_at": {"$gt": "2020"}}));
        check(
            "$and[0][id]=a&$and[0][q]=b&$and[1][id]=c",
            json!({"$and": [{"id": "a", "q": "b"}, {"id": "c"}]}),
        );
        check("a%5Bb%5D%5B%5D=x", json!({"a": {"b": ["x"]}}));
        check("flag", json!({"flag": ""}));
        check("a[b=1", json!({"a": {"[b": "1"}}));
        check("a[99999999999]=x", json!({"a": {"99999999999": "x"}}));
    }

    #[test]
    fn normalizes_single_lists_and_dots() {
        let tree = normalize(parse("fields[]=id,title&a.b=1&id[]=x&id[]=y,z")).unwrap();
        assert_eq!(
            Value::Object(tree),
            json!({"fields": ["id", "title"], "a": {"b": "1"}, "id": ["x", "y,z"]})
        );
        let error = normalize(parse("a.b.c=1")).unwrap_err();
        assert_eq!(error.message(), "Key accessor more than 2 levels deep: a.b.c");
    }
}
