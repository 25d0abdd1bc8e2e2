//! The auth API, one folder per resource as in the URL.

use stheno_http::Route;

/// Every route of the auth API.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
