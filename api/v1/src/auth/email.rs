//! `GET /v1/store/auth/{email}`: whether an account has this address.

use serde_json::json;
use stheno_flows::v1::customer_exists;
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/v1/store/auth/{email}", exists)]
}

async fn exists(request: Request) -> Result<Reply> {
    let exists = customer_exists::run(&request.ctx, request.param("email")).await?;
    Ok(Reply::ok(&json!({ "exists": exists })))
}
