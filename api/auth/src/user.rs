//! `POST /auth/{auth_provider}/user`: a user for an identity whose provider vouches for an e-mail address.

use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::user::register_provider_user;
use stheno_http::{Error, Reply, Request, Result, Route};
use stheno_query::GraphRequest;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/auth/{auth_provider}/user", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let shown = request.auth.as_deref().cloned().unwrap_or_default();
    let id = register_provider_user::run(&request.ctx, request.param("auth_provider"), &shown).await?;
    let question = GraphRequest::new("user").fields(["*"]).filter(json!({ "id": id.as_str() }));
    let missing = || Error::not_found(format!("User with id: {id} was not found"));
    read::retrieve_of(&request, question, "user", missing).await
}
