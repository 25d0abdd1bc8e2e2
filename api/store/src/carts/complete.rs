//! `POST /store/carts/{id}/complete`.

use stheno_http::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    Vec::new()
}
