//! Bodies made from a route's own schema: one that is valid, and many that are wrong in one place.

use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// Values that members of a name take where they are required: ids of records that are there.
pub type Known = HashMap<&'static str, String>;

/// A body of this schema with its required members only; null where none can be made.
pub fn valid(schema: &Json, known: &Known) -> Json {
    if let Some(default) = schema.get("const").or_else(|| schema.get("enum").and_then(|e| e.get(0))) {
        return default.clone();
    }
    if let Some(options) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
        let some = options.iter().find(|option| option["type"] != "null");
        return some.map_or(Json::Null, |some| valid(some, known));
    }
    match schema["type"].as_str() {
        Some("object") => object(schema, known),
        Some("array") => {
            let least = schema["minItems"].as_u64().unwrap_or_default();
            (0..least).map(|_| valid(&schema["items"], known)).collect()
        }
        Some("string") if schema["format"] == "email" => json!("specimen@door.test"),
        Some("string") => json!("specimen"),
        Some("number" | "integer") => json!(schema["minimum"].as_i64().unwrap_or_default().max(1)),
        Some("boolean") => json!(true),
        _ => Json::Null,
    }
}

fn object(schema: &Json, known: &Known) -> Json {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let member = |name: &str| {
        let member = &schema["properties"][name];
        let is_text = types(member).contains(&"string") && member.get("enum").is_none();
        match known.get(name).filter(|_| is_text) {
            Some(id) => json!(id),
            None => valid(member, known),
        }
    };
    Json::Object(required.map(|name| (name.to_owned(), member(name))).collect())
}

/// The schema of an object body: itself, or the first option that is one.
pub fn object_of(schema: &Json) -> &Json {
    let options = schema["anyOf"].as_array().into_iter().flatten();
    if schema["type"] == "object" { schema } else { options.map(object_of).next().unwrap_or(schema) }
}

/// `base` with one member of a type that the schema does not allow there.
pub fn wrong_types(schema: &Json, base: &Json) -> Vec<(String, Json)> {
    let mut bodies = Vec::new();
    let wrong =
        [json!({ "un": { "expected": 1 } }), json!("not this"), json!([[[]]]), json!(7.5), json!(true)];
    for (name, member) in members(schema) {
        let allowed = types(member);
        let fits = |value: &&Json| {
            let kind = match value {
                Json::Object(_) => "object",
                Json::Array(_) => "array",
                Json::String(_) => "string",
                Json::Bool(_) => "boolean",
                _ => "number",
            };
            allowed.is_empty() || allowed.contains(&kind)
        };
        // Dates and coerced numbers read many types; what they make of one is theirs to say.
        if let Some(value) = wrong.iter().find(|value| !fits(value)) {
            bodies.push((format!("{name}: {value}"), with(base, name, value.clone())));
        }
    }
    bodies
}

/// `base` with one member that is of the right type and out of all bounds.
pub fn extremes(schema: &Json, base: &Json) -> Vec<(String, Json)> {
    let mut bodies = Vec::new();
    for (name, member) in members(schema) {
        for kind in types(member) {
            let values: Vec<(&str, Json)> = match kind {
                "string" => vec![
                    ("a zero character", json!("a\u{0}b")),
                    ("control characters", json!("\u{1}\u{8}\u{1b}[31m\u{7f}\u{feff}\u{202e}")),
                    ("60,000 letters", json!("x".repeat(60_000))),
                    ("nothing", json!("")),
                    ("a quote", json!("'; --\\\"%_\u{1F600}")),
                ],
                "number" | "integer" => vec![
                    ("1e308", json!(1e308)),
                    ("1e26", json!(1e26)),
                    ("below nothing", json!(-1e15)),
                    ("next to nothing", json!(1e-30)),
                    ("the last integer", json!(i64::MAX)),
                ],
                "array" => vec![
                    ("of nulls", json!([null, null])),
                    ("of 2,000 texts", json!(vec!["x"; 2_000])),
                    ("of nested lists", nested_lists(100)),
                ],
                "object" => vec![
                    ("100 deep", nested(100)),
                    ("odd names", json!({ "": 1, "a\u{0}b": 2, "$eq": 3, "__proto__": 4 })),
                ],
                _ => Vec::new(),
            };
            bodies.extend(
                values.into_iter().map(|(what, value)| (format!("{name}: {what}"), with(base, name, value))),
            );
        }
    }
    bodies
}

fn nested(depth: usize) -> Json {
    (0..depth).fold(json!(1), |inner, _| json!({ "a": inner }))
}

fn nested_lists(depth: usize) -> Json {
    (0..depth).fold(json!([]), |inner, _| json!([inner]))
}

fn with(base: &Json, name: &str, value: Json) -> Json {
    let mut body = base.as_object().cloned().unwrap_or_default();
    body.insert(name.to_owned(), value);
    Json::Object(body)
}

fn members(schema: &Json) -> impl Iterator<Item = (&String, &Json)> {
    schema["properties"].as_object().into_iter().flatten()
}

/// The types that a place allows; none where it allows anything.
fn types(schema: &Json) -> Vec<&str> {
    if let Some(options) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
        let each: Vec<Vec<&str>> = options.iter().map(types).collect();
        return if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() };
    }
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        return vec!["string"];
    }
    let lenient = ["x-coerce", "x-boolean-string", "x-preprocess", "x-transform"]
        .iter()
        .any(|k| schema.get(*k).is_some());
    match schema["type"].as_str() {
        Some(kind) if !lenient => vec![if kind == "integer" { "number" } else { kind }],
        _ => Vec::new(),
    }
}
