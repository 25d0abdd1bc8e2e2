//! Workflow `delete-reservations`: takes reservations back; the stock is free again.

use super::create_reservations::release;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes reservations; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-reservations", move |cx| async move {
        cx.step("delete-reservations").await?;
        release(&cx, &ids).await
    })
    .await
}
