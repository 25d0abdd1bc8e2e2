//! `/admin/inventory-items/{id}/location-levels`: list, create, update, delete. Changes answer the item.

use serde_json::{Map, Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::inventory::{
    LevelInput, create_inventory_levels, delete_inventory_levels, update_inventory_levels,
};
use stheno_http::{Error, Reply, Request, Result};

pub(super) async fn list(mut request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    request.selection.filters.insert("inventory_item_id".to_owned(), id.into());
    read::list(&request, "inventory_level", "inventory_levels").await
}

pub(super) async fn create(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let level: LevelInput = request.body_as()?;
    create_inventory_levels::run(&request.ctx, vec![level.of(&id)]).await?;
    super::answer(&request, &id).await
}

pub(super) async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let mut body: Map<String, Json> = request.body.clone();
    body.insert("location_id".to_owned(), request.param("location_id").into());
    let level: LevelInput = serde_json::from_value(body.into())
        .map_err(|e| Error::invalid_data(format!("Invalid request: {e}")))?;
    update_inventory_levels::run(&request.ctx, vec![level.of(&id)]).await?;
    super::answer(&request, &id).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let (id, location_id) = (request.param("id").to_owned(), request.param("location_id").to_owned());
    let level_id = delete_inventory_levels::of_place(&request.ctx, id.clone(), location_id).await?;
    let question = read::question(&request, "inventory_item").filter(json!({ "id": id }));
    let app = &request.ctx.app;
    let parent = app.graph().query(app.database(), question).await?.to_json();
    let parent = parent.get(0).cloned().unwrap_or_default();
    Ok(Reply::ok(&json!({ "id": level_id, "object": "inventory-level", "deleted": true, "parent": parent })))
}
