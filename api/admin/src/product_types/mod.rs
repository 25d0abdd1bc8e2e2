//! `/admin/product-types`

use crate::collections::not_there;
use stheno_api_rest::{Absent, read, record, resource::plain_body};
use stheno_flows::plain::as_invalid;
use stheno_flows::product::plain::TYPES;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/product-types", list),
        Route::post("/admin/product-types", create),
        Route::get("/admin/product-types/{id}", retrieve),
        Route::post("/admin/product-types/{id}", update),
        Route::delete("/admin/product-types/{id}", delete),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "product_type", "product_types").await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "product_type", "product_type", id, Absent::Empty).await
}

async fn create(request: Request) -> Result<Reply> {
    let ids = TYPES.create(&request.ctx, vec![plain_body(&request)]).await.map_err(as_invalid)?;
    answer(&request, ids.first().map_or("", String::as_str)).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let changed = TYPES.update(&request.ctx, id.clone(), plain_body(&request)).await;
    changed.map_err(|error| not_there(as_invalid(error), "Product type", &id))?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    TYPES.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "product_type"))
}
