//! `/store/product-categories`

use serde_json::{Value as Json, json};
use stheno_api_rest::categories;
use stheno_flows::product::category_tree::{Categories, Growth};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/store/product-categories", list),
        Route::get("/store/product-categories/{id}", retrieve),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    let (asked, growth) = asked(&request);
    categories::list(&request, asked, growth).await
}

/// A category that is hidden or not there is an empty answer, as in Medusa.
async fn retrieve(request: Request) -> Result<Reply> {
    let (mut asked, growth) = asked(&request);
    asked.filters.insert("id".into(), request.param("id").into());
    let found = categories::first(&request, asked, growth).await?;
    Ok(found.unwrap_or_else(|| Reply::ok(&json!({}))))
}

/// Categories that shoppers may see, with published products only.
fn asked(request: &Request) -> (Categories, Growth) {
    let (mut asked, growth) = categories::asked(request);
    asked.filters.insert("is_active".into(), Json::Bool(true));
    asked.filters.insert("is_internal".into(), Json::Bool(false));
    asked.published = true;
    (asked, growth)
}
