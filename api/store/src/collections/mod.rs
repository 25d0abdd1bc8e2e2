//! `/store/collections`

use serde_json::json;
use stheno_api_rest::read;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/store/collections", list), Route::get("/store/collections/{id}", retrieve)]
}

async fn list(request: Request) -> Result<Reply> {
    read::list_of(&request, question(&request), "collections").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    let id = request.param("id");
    let question = question(&request).filter(json!({ "id": id }));
    let missing = || Error::not_found(format!("Collection with id: {id} was not found"));
    read::retrieve_of(&request, question, "collection", missing).await
}

/// Of products, published ones only.
fn question(request: &Request) -> GraphRequest {
    read::question(request, "product_collection").narrow("products", json!({ "status": "published" }))
}
