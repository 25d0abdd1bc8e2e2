//! Routes below `/admin/stock-locations`.

use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
