//! `POST /auth/{actor_type}/{auth_provider}/reset-password`: 201 whether anybody has the name or not, and before anybody
//! looks.

use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;
use stheno_flows::auth::generate_reset_password_token::{self, Input};
use stheno_http::{Reply, Request, Result, Route, StatusCode};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/auth/{actor_type}/{auth_provider}/reset-password", handle).tries("identifier")]
}

#[derive(Deserialize)]
struct Body {
    identifier: String,
    metadata: Json,
}

async fn handle(request: Request) -> Result<Reply> {
    let Body { identifier, metadata } = request.body_as()?;
    let input = Input {
        entity_id: identifier,
        actor_type: request.param("actor_type").to_owned(),
        provider: request.param("auth_provider").to_owned(),
        metadata,
    };
    let http = Arc::clone(&request.http);
    let work = |ctx| async move { generate_reset_password_token::request(&ctx, http, input).await };
    request.http.afterwards(&request.ctx, work).await;
    Ok(Reply::bare(StatusCode::CREATED))
}
