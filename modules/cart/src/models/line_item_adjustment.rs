//! `LineItemAdjustment`, table `cart_line_item_adjustment`.

use super::LineItem;
use stheno_ids::{LineItemAdjustmentId, LineItemId, PromotionId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A discount on a cart's line, usually by a promotion: an amount for the whole line, in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(
    module = "cart",
    entity = "LineItemAdjustment",
    table = "cart_line_item_adjustment",
    prefix = "caliadj"
)]
#[model(aliases("line_item_adjustment", "line_item_adjustments"), linkable("line_item_adjustment_id"))]
#[index(
    name = "IDX_cart_line_item_adjustment_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NOT NULL"
)]
#[index(name = "IDX_cart_line_item_adjustment_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_line_item_adjustment_promotion_id",
    on("promotion_id"),
    filter = "deleted_at IS NULL AND promotion_id IS NOT NULL"
)]
#[check("amount >= 0")]
#[foreign_key(on("item_id"), references = "cart_line_item", on_delete = "CASCADE", on_update_cascade)]
pub struct LineItemAdjustment {
    #[field(id)]
    pub id: LineItemAdjustmentId,
    pub description: Option<String>,
    pub code: Option<String>,
    pub amount: Amount,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    pub provider_id: Option<String>,
    pub promotion_id: Option<PromotionId>,
    pub metadata: Option<JsonText>,
    #[field(nullable)]
    pub item_id: LineItemId,
    pub item: BelongsTo<LineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
