//! `InventoryLevel`, table `inventory_level`.

use super::InventoryItem;
use stheno_ids::{InventoryItemId, InventoryLevelId, StockLocationId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// How much of an item a location holds (`stocked`), has promised (`reserved`) and awaits (`incoming`).
#[derive(Model, Clone, Debug, Default)]
#[model(module = "inventory", entity = "InventoryLevel", table = "inventory_level", prefix = "ilev")]
#[model(aliases("inventory_level", "inventory_levels"), linkable("inventory_level_id"))]
#[index(name = "IDX_inventory_level_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_inventory_level_inventory_item_id",
    on("inventory_item_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_inventory_level_location_id", on("location_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_inventory_level_location_id_inventory_item_id",
    on("inventory_item_id", "location_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(
    on("inventory_item_id"),
    references = "inventory_item",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct InventoryLevel {
    #[field(id)]
    pub id: InventoryLevelId,
    pub location_id: StockLocationId,
    #[field(default = "0", raw_nullable)]
    pub stocked_quantity: Amount,
    #[field(default = "0", raw_nullable)]
    pub reserved_quantity: Amount,
    #[field(default = "0", raw_nullable)]
    pub incoming_quantity: Amount,
    pub metadata: Option<JsonText>,
    pub inventory_item_id: InventoryItemId,
    pub inventory_item: BelongsTo<InventoryItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
