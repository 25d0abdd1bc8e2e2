//! `POST /admin/api-keys/{id}/revoke`: now, or in `revoke_in` seconds.

use super::lenient;
use serde::Deserialize;
use stheno_flows::api_key::revoke_api_keys;
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/api-keys/{id}/revoke", handle)]
}

#[derive(Deserialize)]
struct Body {
    revoke_in: Option<f64>,
}

async fn handle(request: Request) -> Result<Reply> {
    let (id, Body { revoke_in }) = (request.param("id"), request.body_as()?);
    revoke_api_keys::run(&request.ctx, id.to_owned(), revoke_in).await?;
    lenient(&request, id).await
}
