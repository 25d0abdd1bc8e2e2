//! `GET /admin/users/{id}/auth-providers`: the providers by which a user may log in.

use serde_json::json;
use stheno_http::{Reply, Request, Result, Route};
use stheno_query::GraphRequest;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/admin/users/{id}/auth-providers", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let question = GraphRequest::new("auth_identity")
        .fields(["provider_identities.provider"])
        .filter(json!({ "app_metadata": { "user_id": request.param("id") } }));
    let app = &request.ctx.app;
    let identities = app.graph().query(app.database(), question).await?;
    let logins = identities.rows().iter().flat_map(|identity| identity.children("provider_identities"));
    let providers: Vec<&str> = logins.map(|login| login.text("provider")).collect();
    Ok(Reply::ok(&json!({ "providers": providers })))
}
