//! Workflow `delete-fulfillment-sets-workflow`: a set goes with its zones, their shipping options and all links.

use super::SETS;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes fulfillment sets; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction(
        "delete-fulfillment-sets-workflow",
        move |cx| async move { SETS.delete_in(&cx, &ids).await },
    )
    .await
}
