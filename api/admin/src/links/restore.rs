//! `POST /admin/links/restore`: brings dismissed links of records back, and what was deleted with them.

use super::{answer, of_keys};
use serde_json::Value as Json;
use stheno_flows::common::restore_links;
use stheno_http::{Reply, Request, Result, Route};
use stheno_link::RecordKeys;

pub(super) fn routes() -> Vec<Route> {
    vec![of_keys(Route::post("/admin/links/restore", handle))]
}

async fn handle(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let keys = RecordKeys::parse(&Json::Object(body))?;
    Ok(answer(&restore_links::run(&request.ctx, keys).await?))
}
