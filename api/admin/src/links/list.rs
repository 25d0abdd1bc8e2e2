//! `POST /admin/links/list`: rows of pairs; an id may be a list of ids, and a side without one is no condition.

use super::{answer, of_pairs, pairs};
use stheno_flows::common::list_links;
use stheno_http::{Reply, Request, Result, Route};
use stheno_link::LinkPattern;

pub(super) fn routes() -> Vec<Route> {
    vec![of_pairs(Route::post("/admin/links/list", handle))]
}

async fn handle(request: Request) -> Result<Reply> {
    let patterns = LinkPattern::parse(pairs(&request))?;
    let most = request.http.config().query_take_max;
    Ok(answer(&list_links::run(&request.ctx, patterns, most).await?))
}
