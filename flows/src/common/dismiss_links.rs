//! Workflow `dismiss-link`: parts records of two modules.

use stheno_kernel::Result;
use stheno_link::{LinkInput, LinkRow};
use stheno_workflow::steps::dismiss_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Parts pairs; a pair that is not linked is no error. Answers the rows that were.
pub async fn run(ctx: &RequestCtx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    ctx.transaction("dismiss-link", move |cx| async move { run_in(&cx, links).await }).await
}

/// Parts pairs as a part of another flow.
pub async fn run_in(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    dismiss_remote_link_step(&cx.within("dismiss-link"), links).await
}
