//! `ShippingMethodAdjustment`, table `cart_shipping_method_adjustment`.

use super::ShippingMethod;
use stheno_ids::{PromotionId, ShippingMethodAdjustmentId, ShippingMethodId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A discount on a cart's delivery, in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(
    module = "cart",
    entity = "ShippingMethodAdjustment",
    table = "cart_shipping_method_adjustment",
    prefix = "casmadj"
)]
#[model(
    aliases("shipping_method_adjustment", "shipping_method_adjustments"),
    linkable("shipping_method_adjustment_id")
)]
#[index(
    name = "IDX_cart_shipping_method_adjustment_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NOT NULL"
)]
#[index(
    name = "IDX_cart_shipping_method_adjustment_shipping_method_id",
    on("shipping_method_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_shipping_method_adjustment_promotion_id",
    on("promotion_id"),
    filter = "deleted_at IS NULL AND promotion_id IS NOT NULL"
)]
#[foreign_key(
    on("shipping_method_id"),
    references = "cart_shipping_method",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ShippingMethodAdjustment {
    #[field(id)]
    pub id: ShippingMethodAdjustmentId,
    pub description: Option<String>,
    pub code: Option<String>,
    pub amount: Amount,
    pub provider_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub promotion_id: Option<PromotionId>,
    #[field(nullable)]
    pub shipping_method_id: ShippingMethodId,
    pub shipping_method: BelongsTo<ShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
