//! `POST`, `DELETE /auth/session`: a cookie instead of a token. Contract: `contract/scenarios/auth/session.mjs`.

use serde_json::json;
use stheno_http::{Dialect, Reply, Request, Result, Route};

const PATH: &str = "/auth/session";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post(PATH, start), Route::delete(PATH, end)]
}

async fn start(request: Request) -> Result<Reply> {
    let context = request.auth.as_deref().cloned().unwrap_or_default();
    let sessions = request.sessions();
    let (before, now) = (&request.session, request.ctx.now());
    let cookie = sessions.start(&context, Dialect::V2, before, &request.headers, now).await?;
    let reply = Reply::ok(&json!({ "user": context }));
    Ok(match cookie {
        Some(cookie) => reply.with_cookie(&cookie),
        None => reply,
    })
}

async fn end(request: Request) -> Result<Reply> {
    let cookie = request.sessions().end(&request.session).await?;
    Ok(Reply::ok(&json!({ "success": true })).with_cookie(&cookie))
}
