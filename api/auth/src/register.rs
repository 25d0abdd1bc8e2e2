//! `POST /auth/{actor_type}/{auth_provider}/register`. Contract: `contract/scenarios/auth`.

use stheno_flows::auth::register;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/auth/{actor_type}/{auth_provider}/register", handle).tries("email")]
}

async fn handle(request: Request) -> Result<Reply> {
    let (actor, provider) = (request.param("actor_type"), request.param("auth_provider"));
    let claims = register::run(&request.ctx, actor, provider, &request.body).await?;
    crate::signed(&request, &claims)
}
