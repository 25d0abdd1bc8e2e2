//! Workflow `batch-inventory-item-levels-workflow`: creates, changes and deletes levels at once.

use super::{LevelInput, create_inventory_levels, delete_inventory_levels, update_inventory_levels};
use serde::Deserialize;
use stheno_inventory::InventoryLevel;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// What to do.
#[derive(Debug, Default, Deserialize)]
pub struct Input {
    /// New levels.
    #[serde(default)]
    pub create: Vec<LevelInput>,
    /// Changed ones.
    #[serde(default)]
    pub update: Vec<LevelInput>,
    /// Ids of those that go.
    #[serde(default)]
    pub delete: Vec<String>,
    /// Whether levels with stock go, too.
    #[serde(default)]
    pub force: bool,
}

impl Input {
    /// All levels are of the item that the path names.
    pub fn of(mut self, item_id: &str) -> Self {
        self.create = self.create.into_iter().map(|level| level.of(item_id)).collect();
        self.update = self.update.into_iter().map(|level| level.of(item_id)).collect();
        self
    }
}

/// What was done.
#[derive(Debug, Default)]
pub struct Output {
    /// New levels.
    pub created: Vec<InventoryLevel>,
    /// Changed ones, each as it was and as it is.
    pub updated: Vec<(InventoryLevel, InventoryLevel)>,
}

/// Does it, all or nothing.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<Output> {
    ctx.transaction("batch-inventory-item-levels-workflow", move |cx| async move {
        let created = create_inventory_levels::within(&cx, input.create).await?;
        let updated = update_inventory_levels::within(&cx, input.update).await?;
        delete_inventory_levels::within(&cx, &input.delete, input.force).await?;
        Ok(Output { created, updated })
    })
    .await
}
