//! Workflow `delete-regions`: deletes regions; their countries may join others.

use super::{PLAIN, countries};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes regions; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-regions", move |cx| async move {
        countries::free(&cx, &ids).await?;
        PLAIN.delete_in(&cx, &ids).await
    })
    .await
}
