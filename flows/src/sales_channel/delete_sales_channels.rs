//! Workflow `delete-sales-channels`: the default channel of a store stays.

use super::PLAIN;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_store::Store;
use stheno_workflow::RequestCtx;

/// Deletes channels; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-sales-channels", move |cx| async move {
        cx.step("can-delete-sales-channels-or-throw-step").await?;
        let stores = cx.find_locked::<Store>(Store::DEFAULT_SALES_CHANNEL_ID.is_in(&ids)).await?;
        if !stores.is_empty() {
            let ids: Vec<&str> =
                stores.iter().filter_map(|s| s.default_sales_channel_id.as_deref()).collect();
            let ids = ids.join(", ");
            return Err(Error::invalid_data(format!("Cannot delete default sales channels: {ids}")));
        }
        PLAIN.delete_in(&cx, &ids).await
    })
    .await
}
