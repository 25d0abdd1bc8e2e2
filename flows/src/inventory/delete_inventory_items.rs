//! Workflow `delete-inventory-item-workflow`: items that are promised to someone stay.

use super::ITEMS;
use std::collections::BTreeSet;
use stheno_database::Compare;
use stheno_inventory::InventoryLevel;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::Records as _;
use stheno_workflow::{FlowTx, RequestCtx};

/// Deletes items; ids that are not there are no error.
pub async fn run(ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
    ctx.transaction("delete-inventory-item-workflow", move |cx| async move { within(&cx, &ids).await }).await
}

/// Deletes items as a part of another flow.
pub async fn within(cx: &FlowTx, ids: &[String]) -> Result<()> {
    cx.step("validate-inventory-delete-step").await?;
    // Holding the levels keeps new promises out until the items are gone.
    let levels = cx.find_locked::<InventoryLevel>(InventoryLevel::INVENTORY_ITEM_ID.is_in(ids)).await?;
    let promised: BTreeSet<&str> = levels
        .iter()
        .filter(|level| level.reserved_quantity > Amount::ZERO)
        .map(|level| level.inventory_item_id.as_str())
        .collect();
    if !promised.is_empty() {
        let ids: Vec<&str> = promised.into_iter().collect();
        return Err(Error::invalid_data(format!(
            "Cannot remove following inventory item(s) since they have reservations: [{}].",
            ids.join(", ")
        )));
    }
    ITEMS.delete_in(cx, ids).await
}

/// The condition of a level of which something is promised.
pub(super) fn is_promised() -> stheno_database::Expr {
    InventoryLevel::RESERVED_QUANTITY.compare(Compare::Gt, Amount::ZERO)
}
