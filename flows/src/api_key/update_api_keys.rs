//! Workflow `update-api-keys`: another title.

use stheno_api_key::ApiKey;
use stheno_kernel::Result;
use stheno_model::{Patch, Records as _};
use stheno_workflow::RequestCtx;

/// Changes the title; a key that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String, title: String) -> Result<()> {
    let work = ctx.transaction("update-api-keys", move |cx| async move {
        cx.step("update-api-keys").await?;
        let patch = Patch::at(cx.now()).set(ApiKey::TITLE, title);
        cx.update(ApiKey::ID.eq(id), patch).await.map(drop)
    });
    work.await
}
