//! Workflow `batch-link-products-to-category`: products into a category, and out of it.

use super::input::texts;
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_product::service;
use stheno_workflow::RequestCtx;

/// Runs `{add?, remove?}`.
pub async fn run(ctx: &RequestCtx, category: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("batch-link-products-to-category", move |cx| async move {
        cx.step("batch-link-products-to-category").await?;
        let (add, remove) = (texts(body.get("add")), texts(body.get("remove")));
        service::change_category(cx.tx(), &category, &add, &remove).await
    })
    .await
}
