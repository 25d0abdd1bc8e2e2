//! `/admin/fulfillment-providers`: list, and the options of one.

use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::fulfillment::provider_options;
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/fulfillment-providers", list),
        Route::get("/admin/fulfillment-providers/{id}/options", options),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    let filters = &mut request.selection.filters;
    if let Some(id) = filters.shift_remove("stock_location_id") {
        filters.insert("locations_link".to_owned(), json!({ "stock_location_id": id }));
    }
    read::list(&request, "fulfillment_provider", "fulfillment_providers").await
}

async fn options(request: Request) -> Result<Reply> {
    let options = provider_options::of(&request.ctx, request.param("id"))?;
    let count = options.len();
    Ok(Reply::ok(&json!({ "fulfillment_options": options, "count": count, "offset": 0, "limit": count })))
}
