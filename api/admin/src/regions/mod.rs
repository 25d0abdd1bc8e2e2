//! `/admin/regions`: list, create, retrieve, update, delete.

use serde_json::Value as Json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::region::{create_regions, delete_regions, update_regions};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/regions", list),
        Route::post("/admin/regions", create),
        Route::get("/admin/regions/{id}", retrieve),
        Route::post("/admin/regions/{id}", update),
        Route::delete("/admin/regions/{id}", delete),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    if let Some(Json::String(code)) = request.selection.filters.get_mut("currency_code") {
        *code = code.to_lowercase();
    }
    read::list(&request, "region", "regions").await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_regions::run(&request.ctx, plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_regions::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_regions::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "region"))
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "region", "region", id, Absent::NotFound("Region")).await
}
