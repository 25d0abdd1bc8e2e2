//! Workflow `delete-promotions`: a promotion goes with its method and its links.

use super::PLAIN;
use serde_json::json;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes promotions; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-promotions", move |cx| async move {
        PLAIN.delete_in(&cx, &ids).await?;
        cx.hook_with("promotionsDeleted", || json!({ "ids": ids })).await?;
        Ok(())
    })
    .await
}
