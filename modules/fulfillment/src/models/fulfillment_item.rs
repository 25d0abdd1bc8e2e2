//! `FulfillmentItem`, table `fulfillment_item`.

use super::Fulfillment;
use stheno_ids::{FulfillmentId, FulfillmentItemId, InventoryItemId, OrderLineItemId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, Model};

/// So many of one order line in a parcel.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "fulfillment", entity = "FulfillmentItem", table = "fulfillment_item", prefix = "fulit")]
#[model(aliases("fulfillment_item", "fulfillment_items"), linkable("fulfillment_item_id"))]
#[index(name = "IDX_fulfillment_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_fulfillment_item_fulfillment_id", on("fulfillment_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_fulfillment_item_inventory_item_id",
    on("inventory_item_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_fulfillment_item_line_item_id", on("line_item_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("fulfillment_id"), references = "fulfillment", on_delete = "CASCADE", on_update_cascade)]
pub struct FulfillmentItem {
    #[field(id)]
    pub id: FulfillmentItemId,
    pub title: String,
    pub sku: String,
    pub barcode: String,
    pub quantity: Amount,
    pub line_item_id: Option<OrderLineItemId>,
    pub inventory_item_id: Option<InventoryItemId>,
    pub fulfillment_id: FulfillmentId,
    pub fulfillment: BelongsTo<Fulfillment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
