//! `GET /auth/{actor_type}/providers`: how an actor may log in.

use serde_json::json;
use stheno_auth::service::EMAILPASS;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/auth/{actor_type}/providers", handle)]
}

async fn handle(_: Request) -> Result<Reply> {
    Ok(Reply::ok(&json!({ "providers": [{
        "id": EMAILPASS,
        "identifier": EMAILPASS,
        "display_name": "Email/Password Authentication",
        "flow": "credentials",
    }] })))
}
