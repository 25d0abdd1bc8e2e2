//! `/store/products`

pub(crate) mod shown;

use serde_json::json;
use shown::{Shown, VARIANTS};
use stheno_api_rest::read;
use stheno_flows::pricing::shopper;
use stheno_flows::product::filters::{self, Audience, also};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/store/products", list), Route::get("/store/products/{id}", retrieve)]
}

async fn list(request: Request) -> Result<Reply> {
    list_of(&request, |question| question).await
}

/// A page of products as `GET /store/products` answers it: published, in the key's channels, with the prices asked for.
/// `narrow` says which of them, and how they are sorted; for routes of a shop that are
/// [`like`](Route::like) `/store/products`.
pub async fn list_of(request: &Request, narrow: impl FnOnce(GraphRequest) -> GraphRequest) -> Result<Reply> {
    let shown = Shown::of(request, VARIANTS)?;
    let question = narrow(question(request, &shown).await?);
    let answer = shopper::query(&request.ctx, question, shown.shopper).await?;
    Ok(Reply::json(read::page(&answer, "products")))
}

async fn retrieve(request: Request) -> Result<Reply> {
    let mut shown = Shown::of(&request, VARIANTS)?;
    let hides_internal = shown.fields.iter().any(|field| field.starts_with("categories"));
    shown.fields.push("categories.is_internal".into());
    let id = request.param("id");
    let mut question = question(&request, &shown).await?.filter(json!({ "id": id }));
    if hides_internal {
        question = question.narrow("categories", json!({ "is_internal": false }));
    }
    let answer = shopper::query(&request.ctx, question, shown.shopper).await?;
    if answer.is_empty() {
        return Err(Error::not_found(format!("Product with id: {id} was not found")));
    }
    Ok(Reply::json(read::one(&answer, "product")))
}

/// Published products of the key's channels.
async fn question(request: &Request, shown: &Shown) -> Result<GraphRequest> {
    let mut conditions = shown.filters.clone();
    filters::products(&request.ctx, &mut conditions, Audience::Shop).await?;
    conditions.insert("status".into(), "published".into());
    also(&mut conditions, json!({ "sales_channels_link": { "sales_channel_id": shown.channels } }));
    Ok(shown.question(request, "product", conditions))
}
