//! Routes below `/admin/users`.

use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
