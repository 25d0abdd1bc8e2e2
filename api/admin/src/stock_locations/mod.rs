//! `/admin/stock-locations`: list, create, retrieve, update, delete; channels, providers and fulfillment sets of one.

mod fulfillment_sets;
mod links;

use serde_json::json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::stock_location::{create_stock_locations, delete_stock_locations, update_stock_locations};
use stheno_http::{Reply, Request, Result, Route};

const MISSING: Absent = Absent::WasNotFound("Stock location");

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/stock-locations", list),
        Route::post("/admin/stock-locations", create),
        Route::get("/admin/stock-locations/{id}", retrieve),
        Route::post("/admin/stock-locations/{id}", update),
        Route::delete("/admin/stock-locations/{id}", delete),
        Route::post("/admin/stock-locations/{id}/sales-channels", links::sales_channels),
        Route::post("/admin/stock-locations/{id}/fulfillment-providers", links::fulfillment_providers),
        Route::post("/admin/stock-locations/{id}/fulfillment-sets", fulfillment_sets::create),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    let filters = &mut request.selection.filters;
    if let Some(id) = filters.shift_remove("sales_channel_id") {
        filters.insert("sales_channels_link".to_owned(), json!({ "sales_channel_id": id }));
    }
    read::list(&request, "stock_location", "stock_locations").await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_stock_locations::run(&request.ctx, plain_body(&request)).await?;
    answer(&request, &id, MISSING).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id"), MISSING).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_stock_locations::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id, Absent::Empty).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_stock_locations::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "stock_location"))
}

/// The location as this request selects it.
async fn answer(request: &Request, id: &str, absent: Absent) -> Result<Reply> {
    record(request, "stock_location", "stock_location", id, absent).await
}
