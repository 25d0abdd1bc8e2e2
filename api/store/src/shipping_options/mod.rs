//! `GET /store/shipping-options`: what ships a cart. Contract: `contract/scenarios/store/carts/shipping-methods`.

use serde_json::json;
use stheno_flows::cart::list_shipping_options_for_cart;
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/store/shipping-options", list)]
}

async fn list(request: Request) -> Result<Reply> {
    let text = |name: &str| request.query.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let cart = text("cart_id").unwrap_or_default();
    let is_return = request.query.get("is_return").is_some_and(|v| v.as_bool() == Some(true) || v == "true");
    let options = list_shipping_options_for_cart::shown(&request.ctx, &cart, is_return).await?;
    Ok(Reply::ok(&json!({ "shipping_options": options })))
}
