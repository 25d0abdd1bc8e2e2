//! `/v1/store/orders`: orders that anybody may look up, and orders that a customer claims.

mod claim;
pub(crate) mod filters;
pub(crate) mod page;

use crate::shown;
use serde_json::{Value as Json, json};
use stheno_http::{Error, Reply, Request, Result, Route, StatusCode};
use stheno_query::GraphRequest;
use stheno_v1::rules::selection::Selection;

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/v1/store/orders", look_up),
        Route::get("/v1/store/orders/{id}", retrieve),
        Route::get("/v1/store/orders/cart/{cart_id}", retrieve_by_cart),
    ];
    [own, claim::routes()].concat()
}

/// Exactly one order has this number and address, or none is found.
async fn look_up(request: Request) -> Result<Reply> {
    let (number, email) = (&request.query["display_id"], &request.query["email"]);
    let filter = json!({ "display_id": number, "email": email });
    Ok(match one(&request, filter).await? {
        Some(reply) => reply,
        None => Reply::bare(StatusCode::NOT_FOUND),
    })
}

/// Open to whoever knows the id: storefronts show it when the order is placed.
async fn retrieve(request: Request) -> Result<Reply> {
    let id = request.param("id");
    let missing = || Error::not_found(format!("Order with id {id} was not found"));
    one(&request, json!({ "id": id })).await?.ok_or_else(missing)
}

async fn retrieve_by_cart(request: Request) -> Result<Reply> {
    let id = request.param("cart_id");
    let missing = || Error::not_found(format!("Order with cart id {id} was not found"));
    one(&request, json!({ "cart_link": { "cart_id": id } })).await?.ok_or_else(missing)
}

async fn one(request: &Request, filter: Json) -> Result<Option<Reply>> {
    let text = |name: &str| request.query.get(name).and_then(|value| value.as_str());
    let selection = Selection::of_one(text("fields"), text("expand"))?;
    let question = placed().fields(shown::order_fields(&selection)).filter(filter).take(2);
    let app = &request.ctx.app;
    let found = app.graph().query(app.database(), question).await?;
    if found.len() != 1 {
        return Ok(None);
    }
    let mut orders = shown::orders(request, &found, &selection).await?;
    Ok(orders.pop().map(|order| Reply::ok(&json!({ "order": order }))))
}

/// The question about orders that were placed.
pub(crate) fn placed() -> GraphRequest {
    GraphRequest::new("order").filter(json!({ "is_draft_order": false, "status": { "$ne": "draft" } }))
}
