//! Workflow `create-collections`: a collection, with a handle made from its title.

use super::plain::COLLECTIONS;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_product::handle::kebab_case;
use stheno_workflow::RequestCtx;

/// Creates a collection; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    let additional_data = body.shift_remove("additional_data").unwrap_or_default();
    if body.get("handle").and_then(Json::as_str).is_none_or(str::is_empty) {
        let title = body.get("title").and_then(Json::as_str).unwrap_or_default();
        body.insert("handle".into(), kebab_case(title).into());
    }
    ctx.transaction("create-collections", move |cx| async move {
        let ids = COLLECTIONS.create_in(&cx, vec![body]).await.map_err(crate::plain::as_invalid)?;
        let id = ids.into_iter().next().unwrap_or_default();
        let input = || json!({ "collections": [{ "id": id }], "additional_data": additional_data });
        cx.hook_with("collectionsCreated", input).await?;
        Ok(id)
    })
    .await
}
