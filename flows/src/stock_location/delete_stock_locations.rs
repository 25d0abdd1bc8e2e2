//! Workflow `delete-stock-locations-workflow`: a location goes with its links and its fulfillment sets.

use super::PLAIN;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes locations; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction(
        "delete-stock-locations-workflow",
        move |cx| async move { PLAIN.delete_in(&cx, &ids).await },
    )
    .await
}
