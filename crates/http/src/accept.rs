//! Whether query and body are what the contract allows, and what becomes of them. Pure.

use crate::fields::Selection;
use crate::query_string;
use crate::spec::RouteSpec;
use serde_json::{Map, Value};
use stheno_kernel::Result;
use stheno_model::dynamic::oversized_metadata;

/// What a route was sent, as it may be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accepted {
    /// The validated query.
    pub query: Map<String, Value>,
    /// What it asks to see.
    pub selection: Selection,
    /// The validated body.
    pub body: Map<String, Value>,
}

/// Validates query and body, in the order in which the route does: the first that is wrong is told.
pub fn both(spec: &RouteSpec, query: &Map<String, Value>, body: Value, is_store: bool) -> Result<Accepted> {
    if spec.query_first {
        let (query, selection) = accept_query(spec, query, is_store)?;
        return Ok(Accepted { query, selection, body: accept_body(spec, body)? });
    }
    let body = accept_body(spec, body)?;
    let (query, selection) = accept_query(spec, query, is_store)?;
    Ok(Accepted { query, selection, body })
}

/// Refuses a body any `metadata` of which, at whatever depth, takes more than `limit` bytes as JSON.
pub fn metadata(body: &Value, limit: usize) -> Result<()> {
    match body {
        Value::Object(members) => {
            let too_large =
                |value: &Value| serde_json::to_vec(value).map_or(usize::MAX, |text| text.len()) > limit;
            if members.get("metadata").is_some_and(too_large) {
                return Err(oversized_metadata(limit));
            }
            members.values().try_for_each(|value| metadata(value, limit))
        }
        Value::Array(items) => items.iter().try_for_each(|item| metadata(item, limit)),
        _ => Ok(()),
    }
}

fn accept_body(spec: &RouteSpec, body: Value) -> Result<Map<String, Value>> {
    match (spec.body(), body) {
        (Some(schema), body) => schema.validate_object_in(&body, spec.dialect),
        (None, Value::Object(map)) => Ok(map),
        (None, _) => Ok(Map::new()),
    }
}

fn accept_query(
    spec: &RouteSpec,
    raw: &Map<String, Value>,
    is_store: bool,
) -> Result<(Map<String, Value>, Selection)> {
    let Some(schema) = spec.query() else { return Ok((raw.clone(), Selection::default())) };
    let query = query_string::normalize(raw.clone())?;
    let mut query = schema.validate_object_in(&Value::Object(query), spec.dialect)?;
    let selection = match &spec.query_config {
        Some(config) => config.select(&query, is_store)?,
        None => Selection::default(),
    };
    query.shift_remove("with_deleted");
    Ok((query, selection))
}
