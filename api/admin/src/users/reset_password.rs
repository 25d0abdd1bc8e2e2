//! `POST /admin/users/{id}/reset-password`: a reset token to hand on.

use serde_json::json;
use std::sync::Arc;
use stheno_flows::user::reset_user_password;
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/users/{id}/reset-password", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let http = Arc::clone(&request.http);
    let token = reset_user_password::run(&request.ctx, http, request.param("id")).await?;
    Ok(Reply::ok(&json!({ "token": token })))
}
