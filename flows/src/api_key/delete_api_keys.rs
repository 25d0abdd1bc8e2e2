//! Workflow `delete-api-keys`: revoked keys go for good, and their links to channels.

use crate::linked;
use stheno_api_key::{ApiKey, service};
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_workflow::RequestCtx;

/// Deletes keys; those that are not there are no error, those that are not revoked are.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    let work = ctx.transaction("delete-api-keys", move |cx| async move {
        cx.step("delete-api-keys").await?;
        service::require_revoked(cx.tx(), &ids, cx.now()).await?;
        linked::delete(&cx, ApiKey::meta(), &ids).await?;
        cx.remove::<ApiKey>(ApiKey::ID.is_in(&ids)).await.map(drop)
    });
    work.await
}
