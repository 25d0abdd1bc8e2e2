//! Workflow `update-collections`: columns of a collection.

use super::plain::COLLECTIONS;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Changes a collection.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    let additional_data = body.shift_remove("additional_data").unwrap_or_default();
    ctx.transaction("update-collections", move |cx| async move {
        COLLECTIONS.update_in(&cx, &id, body).await.map_err(crate::plain::as_invalid)?;
        let input = || json!({ "collections": [{ "id": id }], "additional_data": additional_data });
        cx.hook_with("collectionsUpdated", input).await?;
        Ok(())
    })
    .await
}
