//! What a fulfillment provider offers. The manual provider is built in.

use serde_json::{Value as Json, json};
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// The id of the built-in provider.
pub const MANUAL: &str = "manual_manual";

/// Whether the provider `id` reckons prices of its own; the manual one does not.
pub fn can_calculate(_ctx: &RequestCtx, id: &str) -> bool {
    id != MANUAL
}

/// The options of the provider `id`.
pub fn of(_ctx: &RequestCtx, id: &str) -> Result<Vec<Json>> {
    if id != MANUAL {
        return Err(Error::not_found(format!("Unable to retrieve the fulfillment provider with id: {id}")));
    }
    Ok(vec![
        json!({ "id": "manual-fulfillment" }),
        json!({ "id": "manual-fulfillment-return", "is_return": true }),
    ])
}
