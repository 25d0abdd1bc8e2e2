//! Workflow `update-link`: changes the further columns of links.

use stheno_kernel::Result;
use stheno_link::{LinkInput, LinkRow};
use stheno_workflow::steps::update_remote_links_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes pairs that are linked; fails where one is not. Answers the rows.
pub async fn run(ctx: &RequestCtx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    ctx.transaction("update-link", move |cx| async move { run_in(&cx, links).await }).await
}

/// Changes pairs as a part of another flow.
pub async fn run_in(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    update_remote_links_step(&cx.within("update-link"), links).await
}
