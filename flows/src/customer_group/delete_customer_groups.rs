//! Workflow `delete-customer-groups`: groups go, and the places in them.

use super::GROUPS;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Deletes groups; those that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    let work =
        ctx.transaction("delete-customer-groups", move |cx| async move { GROUPS.delete_in(&cx, &ids).await });
    work.await
}
