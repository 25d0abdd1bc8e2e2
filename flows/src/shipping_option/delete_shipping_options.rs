//! Workflow `delete-shipping-options-workflow`: an option goes with its conditions and its price set.

use super::OPTIONS;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes options; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-shipping-options-workflow", move |cx| async move {
        OPTIONS.delete_in(&cx, &ids).await
    })
    .await
}
