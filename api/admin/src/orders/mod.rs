//! Routes below `/admin/orders`.

mod changes;
mod transfer;

use serde_json::json;
use stheno_api_rest::orders;
use stheno_flows::order::{archive_order_workflow, complete_order_workflow, update_order};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes.
pub fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/admin/orders", list),
        Route::get("/admin/orders/{id}", retrieve),
        Route::post("/admin/orders/{id}", update),
        Route::post("/admin/orders/{id}/archive", archive),
        Route::post("/admin/orders/{id}/complete", complete),
    ];
    [own, changes::routes(), transfer::routes()].concat()
}

/// `GET /admin/orders`
async fn list(request: Request) -> Result<Reply> {
    orders::list(&request, json!({})).await
}

/// `GET /admin/orders/{id}`
async fn retrieve(mut request: Request) -> Result<Reply> {
    request.selection.filters.shift_remove("version");
    orders::retrieve(&request, request.param("id"), json!({})).await
}

/// `POST /admin/orders/{id}`
async fn update(mut request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let body = std::mem::take(&mut request.body);
    update_order::run(&request.ctx, id.clone(), body).await?;
    orders::answer(&request, &id).await
}

/// `POST /admin/orders/{id}/archive`
async fn archive(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    archive_order_workflow::run(&request.ctx, id.clone()).await?;
    orders::answer(&request, &id).await
}

/// `POST /admin/orders/{id}/complete`
async fn complete(mut request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let additional_data = request.take_additional_data();
    complete_order_workflow::run(&request.ctx, id.clone(), additional_data).await?;
    orders::answer(&request, &id).await
}
