//! Workflow `delete-product-categories`: categories without children.

use serde_json::json;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_product::{ProductCategory, service_category};
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::delete_records;

/// Deletes a category.
pub async fn run(ctx: &RequestCtx, id: String) -> Result<()> {
    ctx.transaction("delete-product-categories", move |cx| async move {
        cx.step("delete-product-categories").await?;
        service_category::leave(cx.tx(), &id, cx.stamp()).await?;
        let ids = [id];
        delete_records(&cx, ProductCategory::meta(), &ids).await?;
        cx.emit("product-category.deleted", json!({ "id": ids[0] }));
        cx.hook_with("categoriesDeleted", || json!({ "ids": ids })).await?;
        Ok(())
    })
    .await
}
