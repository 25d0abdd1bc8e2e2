//! Reads of keys: the column `token` of a secret key holds its hash, which nobody is shown.

use serde_json::{Value as Json, json};
use stheno_api_rest::read;
use stheno_http::{Page, Request, Result};
use stheno_query::{Answer, GraphRequest};

/// A page of keys.
pub(super) async fn page(request: &Request) -> Result<(Json, Page)> {
    let answer = ask(request, question(request)).await?;
    let (offset, limit) = answer.page();
    let count = answer.count().and_then(|count| count.try_into().ok()).unwrap_or_default();
    Ok((masked(request, &answer), Page { count, offset, limit: limit.unwrap_or_default() }))
}

/// The key as this request selects it.
pub(super) async fn shown(request: &Request, id: &str) -> Result<Option<Json>> {
    let answer = ask(request, question(request).filter(json!({ "id": id }))).await?;
    Ok(masked(request, &answer).get_mut(0).map(Json::take))
}

/// What is asked, and the type, which says whether the token may be shown.
fn question(request: &Request) -> GraphRequest {
    read::question(request, "api_key").fields(["type"])
}

async fn ask(request: &Request, question: GraphRequest) -> Result<Answer> {
    let app = &request.ctx.app;
    app.graph().query(app.database(), question).await
}

fn masked(request: &Request, answer: &Answer) -> Json {
    let mut keys = answer.to_json();
    let keeps_type = request.selection.selects("type");
    for key in keys.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
        if key.get("type").is_some_and(|kind| kind == "secret") && key.contains_key("token") {
            key.insert("token".to_owned(), "".into());
        }
        if !keeps_type {
            key.shift_remove("type");
        }
    }
    keys
}
