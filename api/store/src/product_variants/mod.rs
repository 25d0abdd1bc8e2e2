//! `/store/product-variants`

use crate::products::shown::Shown;
use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::pricing::shopper;
use stheno_flows::product::filters::also;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/store/product-variants", list), Route::get("/store/product-variants/{id}", retrieve)]
}

async fn list(request: Request) -> Result<Reply> {
    let shown = Shown::of(&request, "")?;
    let question = question(&request, &shown);
    let answer = shopper::query(&request.ctx, question, shown.shopper).await?;
    Ok(Reply::json(read::page(&answer, "variants")))
}

async fn retrieve(request: Request) -> Result<Reply> {
    let shown = Shown::of(&request, "")?;
    let id = request.param("id");
    let question = question(&request, &shown).filter(json!({ "id": id }));
    let answer = shopper::query(&request.ctx, question, shown.shopper).await?;
    if answer.is_empty() {
        return Err(Error::not_found(format!("Product variant with id: {id} was not found")));
    }
    Ok(Reply::json(read::one(&answer, "variant")))
}

/// Variants of published products of the key's channels.
fn question(request: &Request, shown: &Shown) -> GraphRequest {
    let mut filters = shown.filters.clone();
    let channels = json!({ "sales_channel_id": shown.channels });
    also(&mut filters, json!({ "product": { "status": "published", "sales_channels_link": channels } }));
    shown.question(request, "product_variant", filters)
}
