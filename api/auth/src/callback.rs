//! `GET`, `POST /auth/{actor_type}/{auth_provider}/callback`: for providers that send the browser back. None here does.

use stheno_flows::auth::authenticate::require_provider;
use stheno_http::{Error, Reply, Request, Result, Route};

const PATH: &str = "/auth/{actor_type}/{auth_provider}/callback";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, handle), Route::post(PATH, handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let provider = request.param("auth_provider");
    require_provider(provider)?;
    let message = format!("Callback authentication not implemented for provider {provider}");
    Err(Error::unauthorized(message))
}
