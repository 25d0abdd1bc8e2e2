//! `/store/regions`: list and retrieve.

use stheno_api_rest::read::{list, retrieve};
use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/store/regions", |request| async move { list(&request, "region", "regions").await }),
        Route::get("/store/regions/{id}", |request| async move {
            retrieve(&request, "region", "region", request.param("id"), "Region").await
        }),
    ]
}
