//! `Cart`, table `cart`.

use super::{Address, CreditLine, LineItem, ShippingMethod};
use stheno_ids::{CartAddressId, CartId, CustomerId, RegionId, SalesChannelId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A shopper's basket, until it is completed and becomes an order.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "Cart", table = "cart", prefix = "cart")]
#[model(aliases("cart", "carts"), linkable("cart_id"))]
#[model(cascade("items", "shipping_methods", "shipping_address", "billing_address"))]
#[index(
    name = "IDX_cart_billing_address_id",
    on("billing_address_id"),
    filter = "deleted_at IS NULL AND billing_address_id IS NOT NULL"
)]
#[index(name = "IDX_cart_currency_code", on("currency_code"))]
#[index(
    name = "IDX_cart_customer_id",
    on("customer_id"),
    filter = "deleted_at IS NULL AND customer_id IS NOT NULL"
)]
#[index(name = "IDX_cart_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_cart_region_id",
    on("region_id"),
    filter = "deleted_at IS NULL AND region_id IS NOT NULL"
)]
#[index(
    name = "IDX_cart_sales_channel_id",
    on("sales_channel_id"),
    filter = "deleted_at IS NULL AND sales_channel_id IS NOT NULL"
)]
#[index(
    name = "IDX_cart_shipping_address_id",
    on("shipping_address_id"),
    filter = "deleted_at IS NULL AND shipping_address_id IS NOT NULL"
)]
#[foreign_key(
    on("billing_address_id"),
    references = "cart_address",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(
    on("shipping_address_id"),
    references = "cart_address",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct Cart {
    #[field(id)]
    pub id: CartId,
    pub region_id: Option<RegionId>,
    pub customer_id: Option<CustomerId>,
    pub sales_channel_id: Option<SalesChannelId>,
    pub email: Option<String>,
    pub currency_code: String,
    pub locale: Option<String>,
    pub metadata: Option<JsonText>,
    pub completed_at: Option<Timestamp>,
    pub shipping_address_id: Option<CartAddressId>,
    pub billing_address_id: Option<CartAddressId>,
    #[relation(nullable)]
    pub shipping_address: BelongsTo<Address>,
    #[relation(nullable)]
    pub billing_address: BelongsTo<Address>,
    #[relation(key = "cart_id")]
    pub items: HasMany<LineItem>,
    #[relation(key = "cart_id")]
    pub credit_lines: HasMany<CreditLine>,
    #[relation(key = "cart_id")]
    pub shipping_methods: HasMany<ShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
