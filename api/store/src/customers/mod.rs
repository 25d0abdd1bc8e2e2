//! Routes below `/store/customers`.

use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
