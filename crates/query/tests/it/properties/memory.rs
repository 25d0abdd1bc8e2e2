//! What a filter says of a record, worked out over its JSON. Unknown (`None`) is what SQL's NULL is.

use serde_json::Value as Json;

type Truth = Option<bool>;

fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let mut truth = Some(true);
    for part in parts {
        truth = match (truth, part) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
    }
    truth
}

fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(parts.into_iter().map(not)))
}

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

fn items(json: &Json) -> &[Json] {
    json.as_array().map_or_else(|| std::slice::from_ref(json), Vec::as_slice)
}

/// The key of an entity that a relation leads to.
fn key_of(relation: &str) -> &'static str {
    match relation {
        "tags" | "currency" => "code",
        "author_link" => "book_id",
        _ => "id",
    }
}

fn is_relation(entity: &str, name: &str) -> bool {
    match entity {
        "book" => ["shelf", "tags", "author", "author_link", "cover", "currency"].contains(&name),
        "shelf" | "parent" => name == "parent",
        "author" => name == "awards",
        "author_link" => name == "author",
        _ => false,
    }
}

/// Whether a filter holds for a record of an entity, which is named as the relation to it is.
pub fn holds(entity: &str, record: &Json, filter: &Json) -> Truth {
    let member = |name: &str, condition: &Json| match name {
        "$and" => all(items(condition).iter().map(|f| holds(entity, record, f))),
        "$or" => any(items(condition).iter().map(|f| holds(entity, record, f))),
        "$not" => not(holds(entity, record, condition)),
        _ => match name.split_once('.') {
            Some((first, rest)) => related(first, &record[first], &serde_json::json!({ rest: condition })),
            None if is_relation(entity, name) => related(name, &record[name], condition),
            None if name == "metadata" => json(&record[name], condition),
            None => column(&record[name], condition),
        },
    };
    all(filter.as_object().unwrap().iter().map(|(name, condition)| member(name, condition)))
}

fn related(name: &str, found: &Json, condition: &Json) -> Truth {
    let records = if found.is_null() { &[][..] } else { items(found) };
    let first = condition.as_object().and_then(|object| object.iter().next());
    let is_none = condition.is_null() || matches!(first, Some((op, Json::Bool(false))) if op == "$exists");
    let is_some = condition.as_object().is_some_and(serde_json::Map::is_empty)
        || matches!(first, Some((op, Json::Null)) if op == "$ne");
    Some(match condition {
        _ if is_none => records.is_empty(),
        _ if is_some => !records.is_empty(),
        Json::Object(_) => records.iter().any(|record| holds(name, record, condition) == Some(true)),
        key => records.iter().any(|record| column(&record[key_of(name)], key) == Some(true)),
    })
}

fn text(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn compare(op: &str, a: f64, b: f64) -> bool {
    match op {
        "$gt" => a > b,
        "$gte" => a >= b,
        "$lt" => a < b,
        _ => a <= b,
    }
}

fn is_operators(condition: &Json) -> bool {
    condition.as_object().is_some_and(|object| object.keys().all(|name| name.starts_with('$')))
}

fn like(op: &str, cell: &Json, pattern: &Json) -> Truth {
    let fold = |text: String| if op == "$ilike" { text.to_lowercase() } else { text };
    let pattern: Vec<char> = fold(text(pattern)).chars().collect();
    let chars: Vec<char> = fold(text(cell)).chars().collect();
    (!cell.is_null()).then(|| matches(&pattern, &chars))
}

fn matches(pattern: &[char], chars: &[char]) -> bool {
    match (pattern, chars) {
        ([], rest) => rest.is_empty(),
        (['%', pattern @ ..], _) => (0..=chars.len()).any(|skip| matches(pattern, &chars[skip..])),
        (['\\', wanted, pattern @ ..], [c, chars @ ..]) => wanted == c && matches(pattern, chars),
        (['_', pattern @ ..], [_, chars @ ..]) => matches(pattern, chars),
        ([wanted, pattern @ ..], [c, chars @ ..]) => wanted == c && matches(pattern, chars),
        _ => false,
    }
}

fn column(cell: &Json, condition: &Json) -> Truth {
    let same = |value: &Json| match (cell, value) {
        (Json::Number(_), value) => number(cell) == number(value),
        (cell, value) => text(cell) == text(value),
    };
    let is_in = |list: &[Json]| {
        let listed = list.iter().filter(|value| !value.is_null());
        let found = listed.clone().any(same);
        let among = if listed.count() == 0 { Some(false) } else { (!cell.is_null()).then_some(found) };
        if list.contains(&Json::Null) { any([among, Some(cell.is_null())]) } else { among }
    };
    let held = |value: &Json| cell.as_array().is_some_and(|have| have.contains(value));
    if !is_operators(condition) {
        return match condition {
            Json::Null => Some(cell.is_null()),
            Json::Array(list) => is_in(list),
            one => (!cell.is_null()).then(|| same(one)),
        };
    }
    all(condition.as_object().unwrap().iter().map(|(op, value)| match op.as_str() {
        "$eq" => column(cell, value),
        "$ne" => not(column(cell, value)),
        "$in" => is_in(items(value)),
        "$nin" => not(is_in(items(value))),
        "$exists" => Some(value.as_bool() != Some(cell.is_null())),
        "$not" => not(column(cell, value)),
        "$and" => all(items(value).iter().map(|c| column(cell, c))),
        "$or" => any(items(value).iter().map(|c| column(cell, c))),
        "$like" | "$ilike" => like(op, cell, value),
        "$contains" => Some(items(value).iter().all(held)),
        "$contained" => Some(items(cell).iter().all(|have| items(value).contains(have))),
        "$overlap" => Some(items(value).iter().any(held)),
        _ => match (number(cell), number(value)) {
            (Some(a), Some(b)) => Some(compare(op, a, b)),
            // Times, whose texts are sorted as they are.
            _ => (!cell.is_null()).then(|| match op.as_str() {
                "$gt" => text(cell) > text(value),
                "$gte" => text(cell) >= text(value),
                "$lt" => text(cell) < text(value),
                _ => text(cell) <= text(value),
            }),
        },
    }))
}

fn json(cell: &Json, condition: &Json) -> Truth {
    let is_nothing = cell.is_null();
    let equal = |list: &[Json]| {
        let mut parts = Vec::new();
        if list.iter().any(Json::is_number) {
            let found = list.iter().filter(|v| v.is_number()).any(|v| number(cell) == number(v));
            parts.push((!is_nothing).then_some(found));
        }
        let texts: Vec<&Json> = list.iter().filter(|v| v.is_string() || v.is_boolean()).collect();
        if !texts.is_empty() {
            parts.push((!is_nothing).then(|| texts.iter().any(|v| text(cell) == text(v))));
        }
        if list.contains(&Json::Null) {
            parts.push(Some(is_nothing));
        }
        any(parts)
    };
    match condition {
        Json::Object(inside) if !is_operators(condition) => {
            all(inside.iter().map(|(name, condition)| json(&cell[name.as_str()], condition)))
        }
        Json::Object(operators) => all(operators.iter().map(|(op, value)| match op.as_str() {
            "$eq" | "$in" => equal(items(value)),
            "$ne" | "$nin" if value.is_null() => Some(!is_nothing),
            "$ne" | "$nin" => all([Some(!is_nothing), not(equal(items(value)))]),
            "$exists" => Some(value.as_bool() != Some(is_nothing)),
            "$not" => not(json(cell, value)),
            "$and" => all(items(value).iter().map(|c| json(cell, c))),
            "$or" => any(items(value).iter().map(|c| json(cell, c))),
            "$like" | "$ilike" => like(op, cell, value),
            "$contains" => contains(cell, value),
            _ => (!is_nothing).then(|| match (number(cell), number(value)) {
                (Some(a), Some(b)) => compare(op, a, b),
                _ => false,
            }),
        })),
        one => equal(items(one)),
    }
}

/// A list at the top may be asked for one of its values.
fn contains(cell: &Json, wanted: &Json) -> Truth {
    if cell.is_null() {
        // The records hold no JSON null where this is asked.
        return None;
    }
    let is_scalar = |json: &Json| !json.is_array() && !json.is_object();
    let is_listed =
        is_scalar(wanted) && cell.as_array().is_some_and(|list| list.iter().any(|one| within(one, wanted)));
    Some(within(cell, wanted) || is_listed)
}

fn within(have: &Json, want: &Json) -> bool {
    match (have, want) {
        (Json::Object(have), Json::Object(want)) => {
            want.iter().all(|(key, want)| have.get(key).is_some_and(|have| within(have, want)))
        }
        (Json::Array(have), Json::Array(want)) => {
            want.iter().all(|want| have.iter().any(|have| within(have, want)))
        }
        (Json::Number(_), Json::Number(_)) => number(have) == number(want),
        _ => have == want,
    }
}
