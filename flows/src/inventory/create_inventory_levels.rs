//! Workflow `create-inventory-levels-workflow`: items at locations. One insert, however many.

use super::{LevelInput, tell};
use crate::plain::as_invalid;
use std::collections::HashSet;
use stheno_inventory::InventoryLevel;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Records as _};
use stheno_stock_location::StockLocation;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates levels.
pub async fn run(ctx: &RequestCtx, levels: Vec<LevelInput>) -> Result<Vec<InventoryLevel>> {
    ctx.transaction("create-inventory-levels-workflow", move |cx| async move { within(&cx, levels).await })
        .await
}

/// Creates levels as a part of another flow.
pub async fn within(cx: &FlowTx, levels: Vec<LevelInput>) -> Result<Vec<InventoryLevel>> {
    if levels.is_empty() {
        return Ok(Vec::new());
    }
    check_locations(cx, &levels).await?;
    cx.step("create-inventory-levels").await?;
    let rows = levels.into_iter().map(|level| {
        let count = level.count()?;
        Ok(InventoryLevel {
            location_id: count.place.location_id.into(),
            inventory_item_id: count.place.inventory_item_id.into(),
            stocked_quantity: count.stocked_quantity.unwrap_or_default(),
            incoming_quantity: count.incoming_quantity.unwrap_or_default(),
            ..InventoryLevel::new(cx.stamp())
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    cx.insert(rows.clone()).await.map_err(as_invalid)?;
    tell(cx, "created", rows.iter().map(|level| level.id.as_str()));
    Ok(rows)
}

/// Refuses locations that are not there. Step `validate-inventory-levels-step`.
async fn check_locations(cx: &FlowTx, levels: &[LevelInput]) -> Result<()> {
    cx.step("validate-inventory-levels-step").await?;
    let asked: HashSet<&str> = levels.iter().map(|level| level.location_id.as_str()).collect();
    let found = cx.find::<StockLocation>(StockLocation::ID.is_in(asked.iter().copied())).await?;
    let mut missing: Vec<&str> =
        asked.into_iter().filter(|id| !found.iter().any(|location| *location.id == **id)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    missing.sort_unstable();
    Err(Error::not_found(format!("Stock locations with ids: {} was not found", missing.join(", "))))
}
