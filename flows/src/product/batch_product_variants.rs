//! Workflow `batch-product-variants`: create, update and delete variants in one transaction.

use super::batch_products::Batch;
use super::{create_product_variants, delete_product_variants, update_product_variants};
use serde_json::Value as Json;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Runs the batch on a product's variants; answers the ids of what was made.
pub async fn run(ctx: &RequestCtx, product: String, mut batch: Batch) -> Result<Vec<String>> {
    for variant in &mut batch.create {
        variant.insert("product_id".into(), product.clone().into());
    }
    ctx.transaction("batch-product-variants", move |cx| async move {
        let create = cx.within("create-product-variants");
        let created = create_product_variants::run_in(&create, batch.create, Json::Null).await?;
        let update = cx.within("update-product-variants");
        update_product_variants::run_in(&update, batch.update, Json::Null).await?;
        delete_product_variants::run_in(&cx.within("delete-product-variants"), &batch.delete).await?;
        Ok(created)
    })
    .await
}
