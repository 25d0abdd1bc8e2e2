//! Workflow `update-product-categories`: columns, and another place in the tree.

use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_product::service_category;
use stheno_workflow::RequestCtx;

/// Changes a category; one that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    let additional_data = body.shift_remove("additional_data").unwrap_or_default();
    ctx.transaction("update-product-categories", move |cx| async move {
        cx.step("update-product-categories").await?;
        let changed = service_category::update(cx.tx(), &id, body, cx.stamp()).await;
        if changed.map_err(crate::plain::as_invalid)? {
            cx.emit("product-category.updated", json!({ "id": id }));
            let input = || json!({ "categories": [{ "id": id }], "additional_data": additional_data });
            cx.hook_with("categoriesUpdated", input).await?;
        }
        Ok(())
    })
    .await
}
