//! `POST /v1/store/auth/token`: a token instead of a session.

use super::{authenticated, refused};
use serde_json::json;
use std::time::Duration;
use stheno_http::{Reply, Request, Result, Route, V1Claims};

/// How long a token is good.
const TTL: Duration = Duration::from_hours(30 * 24);

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/v1/store/auth/token", create).tries("email")]
}

async fn create(request: Request) -> Result<Reply> {
    let Some(id) = authenticated(&request).await? else { return Ok(refused()) };
    let token = request.http.tokens().sign_for(&V1Claims::of(id), request.ctx.now(), TTL)?;
    Ok(Reply::ok(&json!({ "access_token": token })))
}
