//! Workflow `create-stock-locations-workflow`: a location with its address.

use super::{ADDRESSES, PLAIN};
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Creates a location from a body; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-stock-locations-workflow", move |cx| async move {
        if let Some(Json::Object(address)) = body.shift_remove("address") {
            let id = ADDRESSES.create_in(&cx, vec![address]).await?.pop();
            body.insert("address_id".to_owned(), id.into());
        }
        let id = PLAIN.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        cx.hook_with("stockLocationsCreated", || json!({ "stockLocations": [{ "id": id }] })).await?;
        Ok(id)
    })
    .await
}
