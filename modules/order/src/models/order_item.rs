//! `OrderItem`, table `order_item`.

use super::{Order, OrderLineItem};
use stheno_ids::{OrderId, OrderItemId, OrderLineItemId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// How much of a line one version of an order holds, and how far it has gone.
///
/// Shown as `items.detail`; its prices stand in for the line's where they are set.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderItem", table = "order_item", prefix = "orditem")]
#[model(aliases("order_item", "order_items"), linkable("order_item_id"))]
#[index(name = "IDX_order_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_order_item_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_item_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_item_order_id_version", on("order_id", "version"), filter = "deleted_at IS NULL")]
#[foreign_key(on("item_id"), references = "order_line_item", on_delete = "CASCADE", on_update_cascade)]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderItem {
    #[field(id)]
    pub id: OrderItemId,
    #[field(default = "1")]
    pub version: i64,
    pub unit_price: Option<Amount>,
    pub compare_at_unit_price: Option<Amount>,
    pub quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub fulfilled_quantity: Amount,
    #[field(default = "0", raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub delivered_quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub shipped_quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub return_requested_quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub return_received_quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub return_dismissed_quantity: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub written_off_quantity: Amount,
    pub metadata: Option<JsonText>,
    pub order_id: OrderId,
    pub item_id: OrderLineItemId,
    pub order: BelongsTo<Order>,
    pub item: BelongsTo<OrderLineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
