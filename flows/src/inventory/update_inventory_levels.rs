//! Workflow `update-inventory-levels-workflow`: counts items at locations anew. One update, however many.

use super::{LevelInput, tell};
use stheno_inventory::{InventoryLevel, service};
use stheno_kernel::Result;
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes levels, named by item and location.
pub async fn run(ctx: &RequestCtx, levels: Vec<LevelInput>) -> Result<()> {
    ctx.transaction("update-inventory-levels-workflow", move |cx| async move {
        within(&cx, levels).await?;
        Ok(())
    })
    .await
}

/// Changes levels as a part of another flow; answers each as it was and as it is.
pub async fn within(cx: &FlowTx, levels: Vec<LevelInput>) -> Result<Vec<(InventoryLevel, InventoryLevel)>> {
    if levels.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("update-inventory-levels-step").await?;
    let counts = levels.into_iter().map(LevelInput::count).collect::<Result<Vec<_>>>()?;
    let changed = service::count_anew(cx.tx(), &counts, cx.now()).await?;
    tell(cx, "updated", changed.iter().map(|(_, level)| level.id.as_str()));
    Ok(changed)
}
