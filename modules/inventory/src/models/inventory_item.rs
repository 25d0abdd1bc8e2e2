//! `InventoryItem`, table `inventory_item`.

use super::{InventoryLevel, ReservationItem};
use stheno_ids::InventoryItemId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// Something that is kept in stock. A variant may need several, several variants may share one.
///
/// Stocked and reserved quantities are sums over its levels.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "inventory", entity = "InventoryItem", table = "inventory_item", prefix = "iitem")]
#[model(aliases("inventory_items", "inventory_item", "inventory"), linkable("inventory_item_id"))]
#[model(cascade("location_levels", "reservation_items"), search_index)]
#[index(name = "IDX_inventory_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_inventory_item_sku", on("sku"), unique, filter = "deleted_at IS NULL")]
pub struct InventoryItem {
    #[field(id)]
    pub id: InventoryItemId,
    #[field(search)]
    pub sku: Option<String>,
    pub origin_country: Option<String>,
    #[field(search)]
    pub hs_code: Option<String>,
    #[field(search)]
    pub mid_code: Option<String>,
    pub material: Option<String>,
    pub unit_of_measure: Option<String>,
    pub weight: Option<i64>,
    pub length: Option<i64>,
    pub height: Option<i64>,
    pub width: Option<i64>,
    #[field(default = "true")]
    pub requires_shipping: bool,
    #[field(search)]
    pub description: Option<String>,
    #[field(search)]
    pub title: Option<String>,
    pub thumbnail: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "inventory_item_id")]
    pub location_levels: HasMany<InventoryLevel>,
    #[relation(key = "inventory_item_id")]
    pub reservation_items: HasMany<ReservationItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
