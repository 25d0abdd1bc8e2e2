//! Workflow `delete-api-keys`: revoked keys go for good, and their links to channels.

use stheno_api_key::{ApiKey, service};
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::remove_records;

/// Deletes keys; those that are not there are no error, those that are not revoked are.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    let work = ctx.transaction("delete-api-keys", move |cx| async move {
        cx.step("delete-api-keys").await?;
        service::require_revoked(cx.tx(), &ids, cx.now()).await?;
        remove_records(&cx, ApiKey::meta(), ApiKey::ID.is_in(&ids)).await.map(drop)
    });
    work.await
}
