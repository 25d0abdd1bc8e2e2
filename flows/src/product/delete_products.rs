//! Workflow `delete-products`: products with their variants, options of their own and items of stock.

use super::delete_product_variants;
use serde_json::{Value as Json, json};
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_product::{Product, ProductOption, ProductProductOption, ProductVariant};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Deletes products; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-products", move |cx| async move { run_in(&cx, &ids).await }).await
}

/// Deletes products as a part of another flow.
pub async fn run_in(cx: &FlowTx, ids: &[String]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let variants = cx.find::<ProductVariant>(ProductVariant::PRODUCT_ID.is_in(ids)).await?;
    let variants: Vec<String> = variants.into_iter().map(|variant| variant.id.into_string()).collect();
    delete_product_variants::release(cx, &variants).await?;
    let options = own_options(cx, ids).await?;
    cx.step("delete-products").await?;
    delete_records(cx, Product::meta(), ids).await?;
    if !options.is_empty() {
        delete_records(cx, ProductOption::meta(), &options).await?;
    }
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product.deleted", records.into());
    cx.hook_with("productsDeleted", || json!({ "ids": ids })).await?;
    Ok(())
}

/// The options that are exclusive to these products.
async fn own_options(cx: &FlowTx, products: &[String]) -> Result<Vec<String>> {
    let pairs = cx.find::<ProductProductOption>(ProductProductOption::PRODUCT_ID.is_in(products)).await?;
    let ids = pairs.iter().map(|pair| pair.product_option_id.as_str());
    let own = ProductOption::ID.is_in(ids).and(ProductOption::IS_EXCLUSIVE.eq(true));
    Ok(cx.find::<ProductOption>(own).await?.into_iter().map(|option| option.id.into_string()).collect())
}
