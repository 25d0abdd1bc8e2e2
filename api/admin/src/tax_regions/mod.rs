//! `/admin/tax-regions`: list, create, retrieve, update, delete.

use serde_json::Value as Json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::tax::{REGIONS, create_tax_regions, update_tax_regions};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/tax-regions", list),
        Route::post("/admin/tax-regions", create),
        Route::get("/admin/tax-regions/{id}", |request| async move {
            answer(&request, request.param("id")).await
        }),
        Route::post("/admin/tax-regions/{id}", update),
        Route::delete("/admin/tax-regions/{id}", delete),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    // A query string knows no null: `parent_id=null` asks for countries.
    if let Some(parent) = request.selection.filters.get_mut("parent_id").filter(|id| **id == "null") {
        *parent = Json::Null;
    }
    read::list(&request, "tax_region", "tax_regions").await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_tax_regions::run(&request.ctx, plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_tax_regions::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    REGIONS.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "tax_region"))
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "tax_region", "tax_region", id, Absent::Empty).await
}
