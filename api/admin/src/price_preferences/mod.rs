//! `/admin/price-preferences`

use stheno_api_rest::{Absent, read, record, resource::plain_body};
use stheno_flows::plain::as_invalid;
use stheno_flows::pricing::plain::PREFERENCES;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/price-preferences", list),
        Route::post("/admin/price-preferences", create),
        Route::get("/admin/price-preferences/{id}", retrieve),
        Route::post("/admin/price-preferences/{id}", update),
        Route::delete("/admin/price-preferences/{id}", delete),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "price_preference", "price_preferences").await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "price_preference", "price_preference", id, Absent::Empty).await
}

async fn create(request: Request) -> Result<Reply> {
    let ids = PREFERENCES.create(&request.ctx, vec![plain_body(&request)]).await.map_err(as_invalid)?;
    answer(&request, ids.first().map_or("", String::as_str)).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    PREFERENCES.update(&request.ctx, id.clone(), plain_body(&request)).await.map_err(as_invalid)?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    PREFERENCES.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "price_preference"))
}
