//! Bodies taken apart: what is a product's own, and what becomes a record or a link of its own.

use serde_json::{Map, Value as Json};
use stheno_kernel::JsonText;
use stheno_product::service_option::{NewOption, OptionInput};

/// `[{id}, ...]`
pub(super) fn ids(json: Option<&Json>) -> Vec<String> {
    let list = json.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(|item| item.get("id").and_then(Json::as_str)).map(str::to_owned).collect()
}

/// `["a", ...]`
pub(super) fn texts(json: Option<&Json>) -> Vec<String> {
    let list = json.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// `{Size: "S", ...}`
pub(super) fn pairs(json: Option<&Json>) -> Vec<(String, String)> {
    let members = json.and_then(Json::as_object).into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// A list of objects.
pub(super) fn objects(json: Option<Json>) -> Vec<Map<String, Json>> {
    match json {
        Some(Json::Array(list)) => list.into_iter().filter_map(object).collect(),
        _ => Vec::new(),
    }
}

fn object(json: Json) -> Option<Map<String, Json>> {
    match json {
        Json::Object(members) => Some(members),
        _ => None,
    }
}

/// `[{url}, ...]` of which some are images that there are (`{id, url}`).
pub(super) fn images(json: Option<&Json>) -> Vec<(Option<String>, String)> {
    let list = json.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let text = |image: &Json, name: &str| image.get(name).and_then(Json::as_str).map(str::to_owned);
    list.iter().map(|image| (text(image, "id"), text(image, "url").unwrap_or_default())).collect()
}

/// Reads `{title, values, ranks?, is_exclusive?, metadata?}`.
pub(super) fn option(json: &Map<String, Json>, exclusive: bool) -> OptionInput {
    OptionInput {
        title: json.get("title").and_then(Json::as_str).unwrap_or_default().to_owned(),
        values: texts(json.get("values")),
        ranks: json.get("ranks").and_then(Json::as_object).cloned().unwrap_or_default(),
        is_exclusive: json.get("is_exclusive").and_then(Json::as_bool).unwrap_or(exclusive),
        metadata: json.get("metadata").filter(|m| m.is_object()).map(JsonText::of),
    }
}

/// Reads an option of a product's body: one that there is (`{id, value_ids?}`), or one to be made. Those made with a
/// product are the product's alone unless it says otherwise.
pub(super) fn option_of_product(json: &Json) -> Option<NewOption> {
    let members = json.as_object()?;
    Some(match members.get("id").and_then(Json::as_str) {
        Some(id) => NewOption::Taken {
            id: id.to_owned(),
            values: members.get("value_ids").filter(|ids| ids.is_array()).map(|ids| texts(Some(ids))),
        },
        None => NewOption::Made(option(members, true)),
    })
}
