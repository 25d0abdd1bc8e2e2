//! Answers of batch routes: `{created: [...], updated: [...], deleted: {ids, object, deleted}}`.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use stheno_http::Request;
use stheno_kernel::Result;
use stheno_query::GraphRequest;

/// A body that says which records come to another, and which go.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddRemove {
    /// Ids of those that come.
    pub add: Vec<String>,
    /// Ids of those that go.
    pub remove: Vec<String>,
}

/// The records with these ids, in the order in which they were made; no ids, no statement.
pub async fn rows(request: &Request, entity: &str, fields: &[&str], ids: &[String]) -> Result<Json> {
    if ids.is_empty() {
        return Ok(json!([]));
    }
    let question = GraphRequest::new(entity)
        .fields(fields.iter().copied())
        .filter(json!({ "id": ids }))
        .order("id", false);
    let app = &request.ctx.app;
    Ok(app.graph().query(app.database(), question).await?.to_json())
}

/// `{ids, object, deleted: true}`
pub fn deleted(ids: &Json, object: &str) -> Json {
    json!({ "ids": ids, "object": object, "deleted": true })
}
