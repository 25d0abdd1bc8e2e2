//! Workflow `delete-inventory-levels-workflow`: a level goes only where nothing is promised and, unless forced, nothing
//! is in stock.

use super::{delete_inventory_items::is_promised, tell};
use std::collections::BTreeSet;
use stheno_database::Expr;
use stheno_inventory::InventoryLevel;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::{Model as _, Records as _};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Deletes the level of an item at a location; answers its id.
pub async fn of_place(ctx: &RequestCtx, item_id: String, location_id: String) -> Result<String> {
    ctx.transaction("delete-inventory-levels-workflow", move |cx| async move {
        let this = InventoryLevel::INVENTORY_ITEM_ID
            .eq(item_id.as_str())
            .and(InventoryLevel::LOCATION_ID.eq(location_id.as_str()));
        let Some(level) = cx.find_locked::<InventoryLevel>(this.clone()).await?.pop() else {
            let message = format!("Inventory Level for Item {item_id} at Location {location_id} not found");
            return Err(Error::not_found(message));
        };
        if cx.count::<InventoryLevel>(this.and(is_promised())).await? > 0 {
            return Err(Error::not_allowed(format!(
                "Cannot remove Inventory Level {item_id} at Location {location_id} because there are reservations at location"
            )));
        }
        within(&cx, &[level.id.as_str().to_owned()], false).await?;
        Ok(level.id.into_string())
    })
    .await
}

/// Deletes levels by id as a part of another flow; ids that are not there are no error.
pub async fn within(cx: &FlowTx, ids: &[String], force: bool) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    cx.step("validate-inventory-levels-delete").await?;
    let these: Expr = InventoryLevel::ID.is_in(ids);
    let levels = cx.find_locked::<InventoryLevel>(these).await?;
    let of = |amount: fn(&InventoryLevel) -> Amount| -> BTreeSet<&str> {
        levels.iter().filter(|l| amount(l) > Amount::ZERO).map(|l| l.location_id.as_str()).collect()
    };
    let promised = of(|level| level.reserved_quantity);
    if !promised.is_empty() {
        return Err(refusal(promised, "there are reserved or incoming items at the locations"));
    }
    let stocked = of(|level| level.stocked_quantity);
    if !force && !stocked.is_empty() {
        let why = "there are stocked items at the locations. Use force flag to delete anyway.";
        return Err(refusal(stocked, why));
    }
    let gone = delete_records(cx, InventoryLevel::meta(), ids).await?;
    tell(cx, "deleted", gone.iter().map(String::as_str));
    Ok(())
}

fn refusal(location_ids: BTreeSet<&str>, why: &str) -> Error {
    let ids: Vec<&str> = location_ids.into_iter().collect();
    Error::not_allowed(format!("Cannot remove Inventory Levels for {} because {why}", ids.join(", ")))
}
