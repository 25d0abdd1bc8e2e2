//! Workflow `update-shipping-option-types`.

use super::TYPES;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::RequestCtx;

/// Changes the type `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    let sentence = format!("Shipping option type with id \"{id}\" not found");
    TYPES.update(ctx, id, body).await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::not_found(sentence),
        _ => error,
    })
}
