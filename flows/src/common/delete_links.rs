//! Clears every link of records, and deletes what is deleted with them: `link.delete` of the original.

use stheno_kernel::Result;
use stheno_link::manage::require_keys;
use stheno_link::{LinkRow, RecordKeys};
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::remove_remote_link_step;

/// Answers the rows that went. Fails where no link names records of a module by a key.
pub async fn run(ctx: &RequestCtx, keys: Vec<RecordKeys>) -> Result<Vec<LinkRow>> {
    require_keys(ctx.app.links(), &keys)?;
    ctx.transaction("delete-links", move |cx| async move { remove_remote_link_step(&cx, keys).await }).await
}
