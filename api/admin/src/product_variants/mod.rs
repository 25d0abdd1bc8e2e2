//! `/admin/product-variants`

use crate::products::shown::{self, Root};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/admin/product-variants", list)]
}

async fn list(request: Request) -> Result<Reply> {
    let question = shown::question(&request, Root::Variants, request.selection.filters.clone());
    shown::list(&request, Root::Variants, question, "variants").await
}
