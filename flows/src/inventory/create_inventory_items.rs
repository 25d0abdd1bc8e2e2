//! Workflow `create-inventory-items-workflow`: items, each perhaps with levels.

use super::{ITEMS, LevelInput, create_inventory_levels};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates items from bodies; answers their ids in order.
pub async fn run(ctx: &RequestCtx, bodies: Vec<Map<String, Json>>) -> Result<Vec<String>> {
    ctx.transaction("create-inventory-items-workflow", move |cx| async move { within(&cx, bodies).await })
        .await
}

/// Creates items as a part of another flow.
pub async fn within(cx: &FlowTx, mut bodies: Vec<Map<String, Json>>) -> Result<Vec<String>> {
    let levels = bodies.iter_mut().map(|body| match body.shift_remove("location_levels") {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(json) => serde_json::from_value::<Vec<LevelInput>>(json)
            .map_err(|e| Error::invalid_data(format!("Invalid request: {e}"))),
    });
    let levels = levels.collect::<Result<Vec<_>>>()?;
    let ids = ITEMS.create_in(cx, bodies).await?;
    let owned = |(id, levels): (&String, Vec<LevelInput>)| -> Vec<LevelInput> {
        levels.into_iter().map(|level| level.of(id)).collect()
    };
    let levels: Vec<LevelInput> = ids.iter().zip(levels).flat_map(owned).collect();
    create_inventory_levels::within(cx, levels).await?;
    Ok(ids)
}
