//! `OrderShippingMethodAdjustment`, table `order_shipping_method_adjustment`.

use super::OrderShippingMethod;
use stheno_ids::{OrderShippingMethodAdjustmentId, OrderShippingMethodId, PromotionId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A discount on an order's delivery, in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "order",
    entity = "OrderShippingMethodAdjustment",
    table = "order_shipping_method_adjustment",
    prefix = "ordsmadj"
)]
#[index(
    name = "IDX_order_shipping_method_adjustment_shipping_method_id",
    on("shipping_method_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_order_shipping_method_adjustment_version_shipping_method",
    on("version", "shipping_method_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(
    on("shipping_method_id"),
    references = "order_shipping_method",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct OrderShippingMethodAdjustment {
    #[field(id)]
    pub id: OrderShippingMethodAdjustmentId,
    #[field(default = "1")]
    pub version: i64,
    pub description: Option<String>,
    pub promotion_id: Option<PromotionId>,
    pub code: Option<String>,
    pub amount: Amount,
    pub provider_id: Option<String>,
    pub shipping_method_id: OrderShippingMethodId,
    pub shipping_method: BelongsTo<OrderShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
