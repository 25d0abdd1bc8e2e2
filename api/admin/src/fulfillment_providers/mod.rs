//! Routes below `/admin/fulfillment-providers`.

use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
