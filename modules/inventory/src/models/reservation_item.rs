//! `ReservationItem`, table `reservation_item`.

use super::InventoryItem;
use stheno_ids::{InventoryItemId, OrderLineItemId, ReservationItemId, StockLocationId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// Stock of a location that is promised, usually to an order line, and not yet shipped.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "inventory", entity = "ReservationItem", table = "reservation_item", prefix = "resitem")]
#[model(
    aliases("reservation", "reservations", "reservation_item", "reservation_items"),
    linkable("reservation_item_id")
)]
#[index(name = "IDX_reservation_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_reservation_item_inventory_item_id",
    on("inventory_item_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_reservation_item_line_item_id", on("line_item_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_reservation_item_location_id", on("location_id"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("inventory_item_id"),
    references = "inventory_item",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ReservationItem {
    #[field(id)]
    pub id: ReservationItemId,
    pub line_item_id: Option<OrderLineItemId>,
    #[field(default = "false", nullable)]
    pub allow_backorder: bool,
    pub location_id: StockLocationId,
    #[field(raw_nullable)]
    pub quantity: Amount,
    pub external_id: Option<String>,
    #[field(search)]
    pub description: Option<String>,
    pub created_by: Option<String>,
    pub metadata: Option<JsonText>,
    pub inventory_item_id: InventoryItemId,
    pub inventory_item: BelongsTo<InventoryItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
