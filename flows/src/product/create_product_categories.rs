//! Workflow `create-product-categories`: a category at its place in the tree.

use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_product::service_category;
use stheno_workflow::RequestCtx;

/// Creates a category; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    let additional_data = body.shift_remove("additional_data").unwrap_or_default();
    ctx.transaction("create-product-categories", move |cx| async move {
        cx.step("create-product-categories").await?;
        let id =
            service_category::create(cx.tx(), body, cx.stamp()).await.map_err(crate::plain::as_invalid)?;
        cx.emit("product-category.created", json!({ "id": id }));
        cx.hook_with(
            "categoriesCreated",
            || json!({ "categories": [{ "id": id }], "additional_data": additional_data }),
        )
        .await?;
        Ok(id)
    })
    .await
}
