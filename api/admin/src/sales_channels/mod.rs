//! `/admin/sales-channels`: list, create, retrieve, update, delete; the products of one.

mod products;

use serde_json::json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::sales_channel::{PLAIN, delete_sales_channels, update_sales_channels};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/sales-channels", list),
        Route::post("/admin/sales-channels", create),
        Route::get("/admin/sales-channels/{id}", retrieve),
        Route::post("/admin/sales-channels/{id}", update),
        Route::delete("/admin/sales-channels/{id}", delete),
        Route::post("/admin/sales-channels/{id}/products", products::batch),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    let filters = &mut request.selection.filters;
    if let Some(id) = filters.shift_remove("location_id") {
        filters.insert("locations_link".to_owned(), json!({ "stock_location_id": id }));
    }
    if let Some(id) = filters.shift_remove("publishable_key_id") {
        filters.insert("api_keys_link".to_owned(), json!({ "publishable_key_id": id }));
    }
    read::list(&request, "sales_channel", "sales_channels").await
}

async fn create(request: Request) -> Result<Reply> {
    let ids = PLAIN.create(&request.ctx, vec![plain_body(&request)]).await?;
    answer(&request, ids.first().map_or("", String::as_str)).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_sales_channels::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_sales_channels::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "sales-channel"))
}

/// The channel as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "sales_channel", "sales_channel", id, Absent::NotFound("Sales channel")).await
}
