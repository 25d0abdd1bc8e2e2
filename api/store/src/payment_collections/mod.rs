//! Routes below `/store/payment-collections`.

mod payment_sessions;

use serde::Deserialize;
use stheno_api_rest::read;
use stheno_flows::cart::create_payment_collection_for_cart;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

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
    let id = create_payment_collection_for_cart::run(&request.ctx, body.cart_id).await?;
    answer(&request, &id).await
}

/// The collection as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    read::retrieve(request, "payment_collection", "payment_collection", id, "Payment collection").await
}
