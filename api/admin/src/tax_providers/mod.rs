//! `/admin/tax-providers`: list.

use stheno_api_rest::read::list;
use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/admin/tax-providers", |request| async move {
        list(&request, "tax_provider", "tax_providers").await
    })]
}
