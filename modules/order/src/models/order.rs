//! `Order`, table `order`.

use super::{
    OrderAddress, OrderCreditLine, OrderItem, OrderLineItem, OrderShipping, OrderShippingMethod,
    OrderSummary, OrderTransaction, Return,
};
use stheno_ids::{CustomerId, OrderAddressId, OrderId, RegionId, SalesChannelId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// What was bought. `version` counts its confirmed changes; items, shipping methods, credit lines and
/// summaries are kept for each version.
///
/// `display_id` is the number people see; `custom_display_id` stands in for it where a shop makes its own.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "Order", table = "order", prefix = "order")]
#[model(aliases("order", "orders"), linkable("order_id"))]
#[model(cascade("summary", "items", "shipping_methods", "transactions", "credit_lines"), search_index)]
#[index(name = "IDX_order_billing_address_id", on("billing_address_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_currency_code", on("currency_code"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_custom_display_id", on("custom_display_id"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_customer_id", on("customer_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_deleted_at", on("deleted_at"))]
#[index(name = "IDX_order_display_id", on("display_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_is_draft_order", on("is_draft_order"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_region_id", on("region_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_sales_channel_id", on("sales_channel_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_shipping_address_id", on("shipping_address_id"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("billing_address_id"),
    references = "order_address",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(
    on("shipping_address_id"),
    references = "order_address",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct Order {
    #[field(id)]
    pub id: OrderId,
    #[field(search, sql = "serial", nullable)]
    pub display_id: i64,
    #[field(search)]
    pub custom_display_id: Option<String>,
    pub region_id: Option<RegionId>,
    pub customer_id: Option<CustomerId>,
    #[field(default = "1")]
    pub version: i64,
    pub sales_channel_id: Option<SalesChannelId>,
    #[field(
        values("pending", "completed", "draft", "archived", "canceled", "requires_action"),
        enum_type("order_status_enum"),
        default = "'pending'::order_status_enum"
    )]
    pub status: String,
    #[field(default = "false")]
    pub is_draft_order: bool,
    #[field(search)]
    pub email: Option<String>,
    pub currency_code: String,
    pub locale: Option<String>,
    pub no_notification: Option<bool>,
    pub metadata: Option<JsonText>,
    pub canceled_at: Option<Timestamp>,
    pub shipping_address_id: Option<OrderAddressId>,
    pub billing_address_id: Option<OrderAddressId>,
    #[relation(nullable)]
    pub shipping_address: BelongsTo<OrderAddress>,
    #[relation(nullable)]
    pub billing_address: BelongsTo<OrderAddress>,
    #[relation(key = "order_id")]
    pub summary: HasMany<OrderSummary>,
    #[relation(
        through = OrderItem,
        own = "order_id",
        target = "item_id",
        version = "version",
        overlay(
            "quantity", "raw_quantity", "unit_price", "raw_unit_price", "compare_at_unit_price",
            "raw_compare_at_unit_price", "metadata"
        ),
        detail = "detail"
    )]
    pub items: HasMany<OrderLineItem>,
    #[relation(
        through = OrderShipping,
        own = "order_id",
        target = "shipping_method_id",
        version = "version",
        overlay("order_id"),
        detail = "detail"
    )]
    pub shipping_methods: HasMany<OrderShippingMethod>,
    #[relation(key = "order_id")]
    pub transactions: HasMany<OrderTransaction>,
    #[relation(key = "order_id")]
    pub credit_lines: HasMany<OrderCreditLine>,
    #[relation(key = "order_id")]
    pub returns: HasMany<Return>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
