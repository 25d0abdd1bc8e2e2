//! Routes below `/store/payment-providers`.

use stheno_api_rest::read;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/store/payment-providers", list)]
}

/// `GET /store/payment-providers?region_id=`: how shoppers of a region may pay.
async fn list(mut request: Request) -> Result<Reply> {
    let region = request.selection.filters.shift_remove("region_id").unwrap_or_default();
    request.selection.filters.insert("regions".to_owned(), serde_json::json!({ "id": region }));
    read::list(&request, "payment_provider", "payment_providers").await
}
