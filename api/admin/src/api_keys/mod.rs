//! `/admin/api-keys`: keys of storefronts and programs. Contract: `contract/scenarios/admin/api-keys.mjs`.

mod revoke;
mod sales_channels;

use serde::Deserialize;
use serde_json::{Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::api_key::create_api_keys::{self, Input};
use stheno_flows::api_key::{delete_api_keys, update_api_keys};
use stheno_http::{Reply, Request, Result, Route};
use stheno_query::GraphRequest;

const ONE: &str = "/admin/api-keys/{id}";
const CREATED: [&str; 12] = [
    "id",
    "token",
    "redacted",
    "title",
    "type",
    "last_used_at",
    "created_by",
    "revoked_by",
    "revoked_at",
    "created_at",
    "updated_at",
    "deleted_at",
];

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/admin/api-keys", list),
        Route::post("/admin/api-keys", create),
        Route::get(ONE, retrieve),
        Route::post(ONE, update),
        Route::delete(ONE, delete),
    ];
    [own, revoke::routes(), sales_channels::routes()].concat()
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "api_key", "api_keys").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    read::retrieve(&request, "api_key", "api_key", request.param("id"), "API Key").await
}

#[derive(Deserialize)]
struct Create {
    title: String,
    r#type: String,
}

/// The only answer that shows the token of a secret key.
async fn create(request: Request) -> Result<Reply> {
    let Create { title, r#type } = request.body_as()?;
    let input = Input { title, kind: r#type, created_by: request.actor_id().to_owned() };
    let created = create_api_keys::run(&request.ctx, input).await?;
    let question = GraphRequest::new("api_key").fields(CREATED).filter(json!({ "id": created.id.as_str() }));
    let app = &request.ctx.app;
    let mut rows = app.graph().query(app.database(), question).await?.to_json();
    let mut key = rows.get_mut(0).map(Json::take).unwrap_or_default();
    if let Some(members) = key.as_object_mut() {
        members.insert("token".to_owned(), created.token.into());
    }
    Ok(Reply::ok(&json!({ "api_key": key })))
}

#[derive(Deserialize)]
struct Update {
    title: String,
}

async fn update(request: Request) -> Result<Reply> {
    let (id, Update { title }) = (request.param("id"), request.body_as()?);
    update_api_keys::run(&request.ctx, id.to_owned(), title).await?;
    lenient(&request, id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id");
    delete_api_keys::run(&request.ctx, vec![id.to_owned()]).await?;
    Ok(Reply::deleted(id, "api_key"))
}

/// The key, or `{}` where there is none, as Medusa answers after a write.
async fn lenient(request: &Request, id: &str) -> Result<Reply> {
    let app = &request.ctx.app;
    let question = read::question(request, "api_key").filter(json!({ "id": id }));
    let answer = app.graph().query(app.database(), question).await?;
    Ok(if answer.is_empty() { Reply::ok(&json!({})) } else { Reply::json(read::one(&answer, "api_key")) })
}
