//! `GET /admin/orders/{id}/changes`: what was done to an order, or asked for. Contract:
//! `contract/scenarios/store/order-transfers.mjs`.

use serde_json::json;
use stheno_api_rest::read;
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/admin/orders/{id}/changes", list)]
}

async fn list(request: Request) -> Result<Reply> {
    let of_order = json!({ "order_id": request.param("id") });
    let question = read::question(&request, "order_change").filter(of_order);
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    Ok(Reply::json(read::all(&answer, "order_changes")))
}
