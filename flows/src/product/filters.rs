//! Filters of product lists: the names that the API takes, in the names that the graph knows. Tags, categories and
//! options come here as filters of the relations.

use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_product::ProductOptionValue;
use stheno_workflow::RequestCtx;

/// Who lists products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everything is shown.
    Admin,
    /// Categories that are internal or inactive do not exist.
    Shop,
}

/// Rewrites the filters of a list of products.
pub async fn products(ctx: &RequestCtx, filters: &mut Map<String, Json>, audience: Audience) -> Result<()> {
    for (name, path) in [
        ("sales_channel_id", ["sales_channels_link", "sales_channel_id"].as_slice()),
        ("price_list_id", ["variants", "prices", "price_list_id"].as_slice()),
    ] {
        if let Some(value) = filters.shift_remove(name) {
            also(filters, nested(path, value));
        }
    }
    if let (Audience::Shop, Some(Json::Object(category))) = (audience, filters.get_mut("categories")) {
        category.insert("is_internal".into(), false.into());
        category.insert("is_active".into(), true.into());
    }
    if let Some(values) = filters.shift_remove("option_value_id") {
        also(filters, option_values(ctx, &values).await?);
    }
    Ok(())
}

/// Adds a condition beside those that are there.
pub fn also(filters: &mut Map<String, Json>, condition: Json) {
    match filters.get_mut("$and") {
        Some(Json::Array(all)) => all.push(condition),
        _ => {
            filters.insert("$and".into(), json!([condition]));
        }
    }
}

/// `null` as a text asks for records without a value.
pub fn nullable(filters: &mut Map<String, Json>, name: &str) {
    let freed = |value: &mut Json| {
        if value.as_str() == Some("null") {
            *value = Json::Null;
        }
    };
    match filters.get_mut(name) {
        Some(Json::Array(list)) => list.iter_mut().for_each(freed),
        Some(value) => freed(value),
        None => {}
    }
}

fn nested(path: &[&str], value: Json) -> Json {
    path.iter().rev().fold(value, |inner, name| json!({ *name: inner }))
}

/// Products with a variant that has, of each option named, one of the values named.
async fn option_values(ctx: &RequestCtx, values: &Json) -> Result<Json> {
    let ids: Vec<String> = match values {
        Json::Array(list) => list.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        one => one.as_str().map(str::to_owned).into_iter().collect(),
    };
    let filter = ProductOptionValue::ID.is_in(ids);
    let known = ctx
        .app
        .database()
        .read(move |tx: stheno_database::Tx| async move { tx.find::<ProductOptionValue>(filter).await })
        .await?;
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for value in known {
        if let Some(option) = value.option_id {
            groups.entry(option.into_string()).or_default().push(value.id.into_string());
        }
    }
    if groups.is_empty() {
        return Ok(json!({ "id": [] }));
    }
    let all: Vec<Json> = groups.into_values().map(|ids| json!({ "options": { "id": ids } })).collect();
    Ok(json!({ "variants": { "$and": all } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_add_up() {
        let mut filters =
            json!({ "q": "x", "parent": ["a", "null"] }).as_object().cloned().unwrap_or_default();
        also(&mut filters, nested(&["tags", "id"], "t".into()));
        also(&mut filters, json!({ "id": [] }));
        nullable(&mut filters, "parent");
        let expected =
            json!({ "q": "x", "parent": ["a", null], "$and": [{ "tags": { "id": "t" } }, { "id": [] }] });
        assert_eq!(Json::Object(filters), expected);
    }
}
