//! Brings the dismissed links of records back, and what was deleted with them: `link.restore` of the original.

use stheno_kernel::Result;
use stheno_link::{LinkRow, RecordKeys, manage};
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::tell;

/// Answers the rows that came back. Fails where no link names records of a module by a key.
pub async fn run(ctx: &RequestCtx, keys: Vec<RecordKeys>) -> Result<Vec<LinkRow>> {
    manage::require_keys(ctx.app.links(), &keys)?;
    ctx.transaction("restore-links", move |cx| async move {
        let changes = manage::restore(cx.tx(), cx.app().links(), &keys, cx.now()).await?;
        Ok(tell(&cx, changes))
    })
    .await
}
