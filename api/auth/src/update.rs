//! `POST /auth/{actor_type}/{auth_provider}/update`: a new password, by a reset token as the bearer.

use serde_json::json;
use stheno_flows::auth::update_provider;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/auth/{actor_type}/{auth_provider}/update", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let subject = (request.param("actor_type"), request.param("auth_provider"));
    let tokens = request.http.tokens();
    update_provider::run(&request.ctx, tokens, bearer(&request), subject, &request.body).await?;
    Ok(Reply::ok(&json!({ "success": true })))
}

/// The token of `Authorization: Bearer`; empty without one.
fn bearer(request: &Request) -> &str {
    let mut words = request.header("authorization").unwrap_or_default().split_whitespace();
    let is_bearer = words.next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
    words.next().filter(|_| is_bearer).unwrap_or_default()
}
