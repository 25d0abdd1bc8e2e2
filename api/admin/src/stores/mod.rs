//! `/admin/stores`: list, retrieve, update.

use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::store::update_stores;
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/stores", |request| async move { read::list(&request, "store", "stores").await }),
        Route::get(
            "/admin/stores/{id}",
            |request| async move { answer(&request, request.param("id")).await },
        ),
        Route::post("/admin/stores/{id}", update),
    ]
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_stores::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "store", "store", id, Absent::Empty).await
}
