//! `POST /admin/inventory-items/location-levels/batch` and `/admin/inventory-items/{id}/location-levels/batch`.

use serde_json::{Map, Value as Json, json};
use stheno_api_rest::batch::rows;
use stheno_flows::inventory::batch_inventory_item_levels::{self as flow, Output};
use stheno_http::{Reply, Request, Result};

/// A level without what is computed.
const FIELDS: [&str; 13] = [
    "id",
    "location_id",
    "stocked_quantity",
    "raw_stocked_quantity",
    "reserved_quantity",
    "raw_reserved_quantity",
    "incoming_quantity",
    "raw_incoming_quantity",
    "metadata",
    "inventory_item_id",
    "created_at",
    "updated_at",
    "deleted_at",
];

pub(super) async fn of_all(request: Request) -> Result<Reply> {
    let input: flow::Input = request.body_as()?;
    let deleted = request.body.get("delete").cloned();
    let done = flow::run(&request.ctx, input).await?;
    answer(&request, done, deleted).await
}

pub(super) async fn of_item(request: Request) -> Result<Reply> {
    let input: flow::Input = request.body_as()?;
    let deleted = request.body.get("delete").cloned().unwrap_or_else(|| json!([]));
    let done = flow::run(&request.ctx, input.of(request.param("id"))).await?;
    answer(&request, done, Some(deleted)).await
}

async fn answer(request: &Request, done: Output, deleted: Option<Json>) -> Result<Reply> {
    let created: Vec<String> = done.created.iter().map(|level| level.id.as_str().to_owned()).collect();
    let updated: Vec<String> = done.updated.iter().map(|(_, level)| level.id.as_str().to_owned()).collect();
    let mut answer = Map::new();
    answer.insert("created".to_owned(), rows(request, "inventory_level", &FIELDS, &created).await?);
    let mut changed = rows(request, "inventory_level", &FIELDS, &updated).await?;
    for level in changed.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
        add_computed(level, &done);
    }
    answer.insert("updated".to_owned(), changed);
    if let Some(deleted) = deleted {
        answer.insert("deleted".to_owned(), deleted);
    }
    Ok(Reply::ok(&Json::Object(answer)))
}

/// The contract shows what was available before the change, and an item whose sums are not reckoned.
fn add_computed(level: &mut Map<String, Json>, done: &Output) {
    let is_this = |id: &str| level.get("id").and_then(Json::as_str) == Some(id);
    let Some((before, _)) = done.updated.iter().find(|(_, after)| is_this(after.id.as_str())) else { return };
    let available = before.stocked_quantity - before.reserved_quantity;
    let number: Json = serde_json::from_str(&available.to_string()).unwrap_or_default();
    let item = json!({
        "id": before.inventory_item_id.as_str(),
        "stocked_quantity": null,
        "reserved_quantity": null,
    });
    level.insert("available_quantity".to_owned(), number);
    level.insert("inventory_item".to_owned(), item);
}
