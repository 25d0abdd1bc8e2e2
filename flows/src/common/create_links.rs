//! Workflow `create-link`: joins records of two modules.

use stheno_kernel::Result;
use stheno_link::manage::require_records;
use stheno_link::{LinkInput, LinkRow};
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Links pairs; an equal pair again is an update. Answers the rows.
pub async fn run(ctx: &RequestCtx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    ctx.transaction("create-link", move |cx| async move { run_in(&cx, links).await }).await
}

/// As [`run`], for pairs that a client names: fails where one of the records is not there.
pub async fn run_known(ctx: &RequestCtx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    ctx.transaction("create-link", move |cx| async move {
        require_records(cx.tx(), cx.app().links(), &links).await?;
        run_in(&cx, links).await
    })
    .await
}

/// Links pairs as a part of another flow.
pub async fn run_in(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    create_remote_link_step(&cx.within("create-link"), links).await
}
