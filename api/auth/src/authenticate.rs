//! `GET`, `POST /auth/{actor_type}/{auth_provider}`: login. Contract: `contract/scenarios/auth`.

use stheno_flows::auth::authenticate;
use stheno_http::{Reply, Request, Result, Route};

const PATH: &str = "/auth/{actor_type}/{auth_provider}";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, handle).tries("email"), Route::post(PATH, handle).tries("email")]
}

async fn handle(request: Request) -> Result<Reply> {
    let (actor, provider) = (request.param("actor_type"), request.param("auth_provider"));
    let claims = authenticate::run(&request.ctx, actor, provider, &request.body).await?;
    crate::signed(&request, &claims)
}
