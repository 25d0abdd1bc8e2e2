//! `/admin/currencies`: list and retrieve, by code.

use serde_json::json;
use stheno_api_rest::read::{self, question, retrieve_of};
use stheno_http::{Error, Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/admin/currencies", list), Route::get("/admin/currencies/{code}", retrieve)]
}

async fn list(mut request: Request) -> Result<Reply> {
    without_id(&mut request);
    read::list(&request, "currency", "currencies").await
}

async fn retrieve(mut request: Request) -> Result<Reply> {
    without_id(&mut request);
    let code = request.param("code");
    let question = question(&request, "currency").filter(json!({ "code": code.to_lowercase() }));
    let missing = || Error::not_found(format!("Currency with code: {code} was not found"));
    retrieve_of(&request, question, "currency", missing).await
}

/// A currency's key is its code: the `id` that is added to every selection means nothing here.
fn without_id(request: &mut Request) {
    request.selection.fields.retain(|field| field != "id");
}
