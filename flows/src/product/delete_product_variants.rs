//! Workflow `delete-product-variants`: variants with their prices, and items of stock that nobody else takes.

use super::variant_inventory;
use crate::inventory::delete_inventory_items;
use serde_json::{Value as Json, json};
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_product::{ProductVariant, service_variant};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Deletes variants; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-product-variants", move |cx| async move { run_in(&cx, &ids).await }).await
}

/// Deletes variants as a part of another flow.
pub async fn run_in(cx: &FlowTx, ids: &[String]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    release(cx, ids).await?;
    cx.step("delete-product-variants").await?;
    delete_records(cx, ProductVariant::meta(), ids).await?;
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product-variant.deleted", records.into());
    cx.hook_with("productVariantsDeleted", || json!({ "ids": ids })).await?;
    Ok(())
}

/// Lets go of what variants hold: items of stock, images of their own.
pub(super) async fn release(cx: &FlowTx, ids: &[String]) -> Result<()> {
    let items = variant_inventory::orphans(cx, ids).await?;
    if !items.is_empty() {
        delete_inventory_items::within(&cx.within("delete-inventory-item-workflow"), &items).await?;
    }
    service_variant::release_images(cx.tx(), ids).await
}
