//! `OrderLineItemAdjustment`, table `order_line_item_adjustment`.

use super::OrderLineItem;
use stheno_ids::{OrderLineItemAdjustmentId, OrderLineItemId, PromotionId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A discount on an order's line: an amount for the whole line, in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "order",
    entity = "OrderLineItemAdjustment",
    table = "order_line_item_adjustment",
    prefix = "ordliadj"
)]
#[index(name = "IDX_order_line_item_adjustment_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("item_id"), references = "order_line_item", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderLineItemAdjustment {
    #[field(id)]
    pub id: OrderLineItemAdjustmentId,
    #[field(default = "1")]
    pub version: i64,
    pub description: Option<String>,
    pub promotion_id: Option<PromotionId>,
    pub code: Option<String>,
    pub amount: Amount,
    pub provider_id: Option<String>,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    pub item_id: OrderLineItemId,
    pub item: BelongsTo<OrderLineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
