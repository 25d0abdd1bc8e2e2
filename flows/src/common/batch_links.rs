//! Workflow `batch-links`: links are created, changed and dismissed together.

use super::{create_links, dismiss_links, update_links};
use stheno_kernel::Result;
use stheno_link::{LinkInput, LinkRow};
use stheno_workflow::{FlowTx, RequestCtx};

/// What becomes of pairs.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Pairs to link.
    pub create: Vec<LinkInput>,
    /// Pairs that are linked, to change.
    pub update: Vec<LinkInput>,
    /// Pairs to part.
    pub delete: Vec<LinkInput>,
}

/// The rows of a [`Batch`].
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// As they were made.
    pub created: Vec<LinkRow>,
    /// As they are now.
    pub updated: Vec<LinkRow>,
    /// As they went.
    pub deleted: Vec<LinkRow>,
}

/// Does all of it or nothing. Pairs are parted first, so that a record that may have one link can change it at once.
pub async fn run(ctx: &RequestCtx, batch: Batch) -> Result<Done> {
    ctx.transaction("batch-links", move |cx| async move { run_in(&cx, batch).await }).await
}

/// Does all of it as a part of another flow.
pub async fn run_in(cx: &FlowTx, batch: Batch) -> Result<Done> {
    let cx = cx.within("batch-links");
    let deleted = dismiss_links::run_in(&cx, batch.delete).await?;
    let updated = update_links::run_in(&cx, batch.update).await?;
    let created = create_links::run_in(&cx, batch.create).await?;
    Ok(Done { created, updated, deleted })
}
