//! `POST /admin/links/dismiss`: parts pairs; one that is not linked is no error.

use super::{answer, of_pairs, pairs};
use stheno_flows::common::dismiss_links;
use stheno_http::{Reply, Request, Result, Route};
use stheno_link::LinkInput;

pub(super) fn routes() -> Vec<Route> {
    vec![of_pairs(Route::post("/admin/links/dismiss", handle))]
}

async fn handle(request: Request) -> Result<Reply> {
    let links = LinkInput::parse(pairs(&request))?;
    Ok(answer(&dismiss_links::run(&request.ctx, links).await?))
}
