//! `ShippingMethod`, table `cart_shipping_method`.

use super::{Cart, ShippingMethodAdjustment, ShippingMethodTaxLine};
use stheno_ids::{CartId, ShippingMethodId, ShippingOptionId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A way of delivery chosen for a cart, and its price in major units.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "ShippingMethod", table = "cart_shipping_method", prefix = "casm")]
#[model(aliases("shipping_method", "shipping_methods"), linkable("shipping_method_id"))]
#[index(name = "IDX_cart_shipping_method_cart_id", on("cart_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_cart_shipping_method_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_shipping_method_option_id",
    on("shipping_option_id"),
    filter = "deleted_at IS NULL AND shipping_option_id IS NOT NULL"
)]
#[check("amount >= 0")]
#[foreign_key(on("cart_id"), references = "cart", on_delete = "CASCADE", on_update_cascade)]
pub struct ShippingMethod {
    #[field(id)]
    pub id: ShippingMethodId,
    pub name: String,
    pub description: Option<JsonText>,
    pub amount: Amount,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    pub shipping_option_id: Option<ShippingOptionId>,
    pub data: Option<JsonText>,
    pub metadata: Option<JsonText>,
    pub cart_id: CartId,
    pub cart: BelongsTo<Cart>,
    #[relation(key = "shipping_method_id")]
    pub tax_lines: HasMany<ShippingMethodTaxLine>,
    #[relation(key = "shipping_method_id")]
    pub adjustments: HasMany<ShippingMethodAdjustment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
