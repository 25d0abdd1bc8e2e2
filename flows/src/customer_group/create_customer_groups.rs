//! Workflow `create-customer-groups`.

use super::GROUPS;
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Creates a group on behalf of the actor; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    body.insert("created_by".to_owned(), ctx.actor.id.clone().into());
    let work = ctx.transaction("create-customer-groups", move |cx| async move {
        let ids = GROUPS.create_in(&cx, vec![body]).await?;
        Ok(ids.into_iter().next().unwrap_or_default())
    });
    work.await
}
