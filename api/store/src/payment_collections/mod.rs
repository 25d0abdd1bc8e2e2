//! Routes below `/store/payment-collections`.

mod payment_sessions;

use serde::Deserialize;
use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::cart::create_payment_collection_for_cart;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};
use stheno_query::Held;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![Route::post("/store/payment-collections", create)];
    routes.extend(payment_sessions::routes());
    routes
}

#[derive(Deserialize)]
struct Body {
    cart_id: String,
}

/// `POST /store/payment-collections`: the collection of a cart, made where it is missing.
async fn create(request: Request) -> Result<Reply> {
    let body: Body = request.body_as()?;
    let (id, held) = create_payment_collection_for_cart::run(&request.ctx, body.cart_id).await?;
    answer(&request, &id, held).await
}

/// The collection as this request selects it, with the rows that a flow has left.
async fn answer(request: &Request, id: &str, held: Held) -> Result<Reply> {
    let question = read::question(request, "payment_collection").filter(json!({ "id": id })).holding(held);
    let missing = || Error::not_found(format!("Payment collection with id: {id} was not found"));
    read::retrieve_of(request, question, "payment_collection", missing).await
}
