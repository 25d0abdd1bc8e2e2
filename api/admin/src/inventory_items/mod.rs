//! `/admin/inventory-items`: list, create, retrieve, update, delete; the levels of one and of many.

mod batch;
mod location_levels;

use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::inventory::{create_inventory_items, delete_inventory_items, update_inventory_items};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/inventory-items", |request| async move {
            read::list(&request, "inventory_item", "inventory_items").await
        }),
        Route::post("/admin/inventory-items", create),
        Route::post("/admin/inventory-items/location-levels/batch", batch::of_all),
        Route::get("/admin/inventory-items/{id}", |request| async move {
            answer(&request, request.param("id")).await
        }),
        Route::post("/admin/inventory-items/{id}", update),
        Route::delete("/admin/inventory-items/{id}", delete),
        Route::get("/admin/inventory-items/{id}/location-levels", location_levels::list),
        Route::post("/admin/inventory-items/{id}/location-levels", location_levels::create),
        Route::post("/admin/inventory-items/{id}/location-levels/batch", batch::of_item),
        Route::post("/admin/inventory-items/{id}/location-levels/{location_id}", location_levels::update),
        Route::delete("/admin/inventory-items/{id}/location-levels/{location_id}", location_levels::delete),
    ]
}

async fn create(request: Request) -> Result<Reply> {
    let ids = create_inventory_items::run(&request.ctx, vec![plain_body(&request)]).await?;
    answer(&request, ids.first().map_or("", String::as_str)).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_inventory_items::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_inventory_items::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "inventory_item"))
}

/// The item as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "inventory_item", "inventory_item", id, Absent::WasNotFound("Inventory item")).await
}
