//! Workflow `update-inventory-items-workflow`.

use super::ITEMS;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::RequestCtx;

/// Changes the item `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    let sentence = format!("InventoryItem with id \"{id}\" not found");
    ITEMS.update(ctx, id, body).await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::not_found(sentence),
        _ => error,
    })
}
