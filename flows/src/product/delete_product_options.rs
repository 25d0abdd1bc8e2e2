//! Workflows `delete-product-options` and `delete-product-option-values`: what no product has.

use serde_json::json;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_product::{ProductOption, ProductOptionValue, service_option};
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::delete_records;

/// Deletes an option with its values.
pub async fn run(ctx: &RequestCtx, id: String) -> Result<()> {
    ctx.transaction("delete-product-options", move |cx| async move {
        cx.step("delete-product-options").await?;
        let ids = [id];
        service_option::require_unused(cx.tx(), &ids).await?;
        delete_records(&cx, ProductOption::meta(), &ids).await?;
        cx.emit("product-option.deleted", json!({ "id": ids[0] }));
        cx.hook_with("productOptionsDeleted", || json!({ "ids": ids })).await?;
        Ok(())
    })
    .await
}

/// Deletes a value of an option.
pub async fn run_value(ctx: &RequestCtx, id: String) -> Result<()> {
    ctx.transaction("delete-product-option-values", move |cx| async move {
        cx.step("delete-product-option-values").await?;
        let ids = [id];
        service_option::require_values_unused(cx.tx(), &ids).await?;
        delete_records(&cx, ProductOptionValue::meta(), &ids).await.map(drop)
    })
    .await
}
