//! The OpenAPI document of the whole: a line per operation is a snapshot, so that no route comes or goes unseen.

use serde_json::Value as Json;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use stheno_commerce::commerce;

/// `SNAPSHOTS=update cargo test -p stheno-commerce openapi` writes it anew.
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/openapi.txt");

#[test]
fn the_served_operations_are_those_of_the_snapshot() {
    let document = commerce(&[]).openapi("Stheno", "test").unwrap();
    let mut text = String::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            writeln!(text, "{}", line(path, method, operation)).unwrap();
        }
    }
    if std::env::var_os("SNAPSHOTS").is_some_and(|it| it == "update") {
        std::fs::write(SNAPSHOT, &text).unwrap();
    }
    let kept = std::fs::read_to_string(Path::new(SNAPSHOT)).unwrap_or_default();
    let differences: Vec<String> = kept
        .lines()
        .filter(|line| !text.lines().any(|now| now == *line))
        .map(|line| format!("- {line}"))
        .chain(
            text.lines()
                .filter(|line| !kept.lines().any(|then| then == *line))
                .map(|line| format!("+ {line}")),
        )
        .collect();
    assert!(
        differences.is_empty(),
        "run again with SNAPSHOTS=update if this is meant:\n{}",
        differences.join("\n")
    );
}

/// `get /store/carts/{id} GetStoreCartsId [publishable_key+session|...] ?fields body`
fn line(path: &str, method: &str, operation: &Json) -> String {
    let mut line =
        format!("{method} {path} {}", operation["operationId"].as_str().expect("operations have names"));
    let ways = operation["security"].as_array().into_iter().flatten();
    let ways: Vec<String> = ways
        .map(|way| {
            way.as_object()
                .expect("ways are objects")
                .keys()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect();
    if !ways.is_empty() {
        write!(line, " [{}]", ways.join("|")).expect("text takes text");
    }
    let query = operation["parameters"]
        .as_array()
        .expect("parameters are a list")
        .iter()
        .filter(|p| p["in"] == "query");
    let query: Vec<&str> = query.filter_map(|parameter| parameter["name"].as_str()).collect();
    if !query.is_empty() {
        write!(line, " ?{}", query.join(",")).expect("text takes text");
    }
    if operation["requestBody"].is_object() {
        line.push_str(" body");
    }
    line
}

#[test]
fn the_document_holds_together() {
    let document = commerce(&[]).openapi("Stheno", "test").unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = HashSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} names two operations");
            let parameters = operation["parameters"].as_array().unwrap();
            let in_path: Vec<&str> =
                parameters.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str()).collect();
            assert!(in_path.iter().all(|name| path.contains(&format!("{{{name}}}"))), "{path}");
            assert_eq!(path.matches('{').count(), in_path.len(), "{path}");
        }
    }
    references(&document, &mut |reference| {
        let pointer =
            reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leaves the document"));
        assert!(document.pointer(pointer).is_some(), "{reference} points at nothing");
    });
}

#[test]
fn every_operation_that_writes_may_be_sent_again() {
    let document = commerce(&[]).openapi("Stheno", "test").unwrap();
    for methods in document["paths"].as_object().unwrap().values() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let mut parameters = operation["parameters"].as_array().unwrap().iter();
            let takes_key = parameters.any(|p| p["$ref"] == "#/components/parameters/IdempotencyKey");
            assert_eq!(takes_key, method != "get", "{id}");
        }
    }
}

fn references(json: &Json, found: &mut impl FnMut(&str)) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        Json::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| name == "$ref") {
                    Some(reference) => found(reference),
                    None => references(member, found),
                }
            }
        }
        _ => {}
    }
}
