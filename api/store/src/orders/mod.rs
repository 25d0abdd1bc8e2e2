//! Routes below `/store/orders`.

mod transfer;

use serde_json::json;
use stheno_api_rest::orders;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes.
pub fn routes() -> Vec<Route> {
    let own = vec![Route::get("/store/orders", list), Route::get("/store/orders/{id}", retrieve)];
    [own, transfer::routes()].concat()
}

/// `GET /store/orders`: the customer's own. A token outlives its customer, so that one is looked for too.
async fn list(request: Request) -> Result<Reply> {
    let own = json!({ "customer_id": request.actor_id(), "customer": { "id": request.actor_id() } });
    orders::list(&request, own).await
}

/// `GET /store/orders/{id}`: open to whoever knows the id.
async fn retrieve(request: Request) -> Result<Reply> {
    orders::retrieve(&request, request.param("id"), json!({ "is_draft_order": false })).await
}
