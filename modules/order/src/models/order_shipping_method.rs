//! `OrderShippingMethod`, table `order_shipping_method`.

use super::{OrderShippingMethodAdjustment, OrderShippingMethodTaxLine};
use stheno_ids::{OrderShippingMethodId, ShippingOptionId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A delivery of an order, and its price in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderShippingMethod", table = "order_shipping_method", prefix = "ordsm")]
#[model(aliases("order_shipping_method", "order_shipping_methods"), linkable("order_shipping_method_id"))]
#[model(cascade("tax_lines", "adjustments"))]
#[index(
    name = "IDX_order_shipping_method_shipping_option_id",
    on("shipping_option_id"),
    filter = "deleted_at IS NULL"
)]
pub struct OrderShippingMethod {
    #[field(id)]
    pub id: OrderShippingMethodId,
    pub name: String,
    pub description: Option<JsonText>,
    pub amount: Amount,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    #[field(default = "false")]
    pub is_custom_amount: bool,
    pub shipping_option_id: Option<ShippingOptionId>,
    pub data: Option<JsonText>,
    pub metadata: Option<JsonText>,
    #[relation(key = "shipping_method_id")]
    pub tax_lines: HasMany<OrderShippingMethodTaxLine>,
    #[relation(key = "shipping_method_id")]
    pub adjustments: HasMany<OrderShippingMethodAdjustment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
