//! `Return`, table `return`.

use super::{
    Order, OrderClaim, OrderExchange, OrderShipping, OrderShippingMethod, OrderTransaction, ReturnItem,
};
use stheno_ids::{OrderClaimId, OrderExchangeId, OrderId, ReturnId, StockLocationId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// Goods on their way back, on their own or as part of a claim or an exchange.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "Return", table = "return", prefix = "return")]
#[model(aliases("return", "returns"), linkable("return_id"))]
#[model(cascade("items", "shipping_methods", "transactions"))]
#[index(name = "IDX_return_claim_id", on("claim_id"), filter = "claim_id IS NOT NULL AND deleted_at IS NULL")]
#[index(name = "IDX_return_display_id", on("display_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_return_exchange_id",
    on("exchange_id"),
    filter = "exchange_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_return_order_id", on("order_id"), filter = "deleted_at IS NULL")]
pub struct Return {
    #[field(id)]
    pub id: ReturnId,
    pub order_version: i64,
    #[field(sql = "serial")]
    pub display_id: i64,
    #[field(
        values("open", "requested", "received", "partially_received", "canceled"),
        enum_type("return_status_enum"),
        default = "'open'::return_status_enum"
    )]
    pub status: String,
    pub location_id: Option<StockLocationId>,
    pub no_notification: Option<bool>,
    pub refund_amount: Option<Amount>,
    pub created_by: Option<String>,
    pub metadata: Option<JsonText>,
    pub requested_at: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub canceled_at: Option<Timestamp>,
    pub order_id: OrderId,
    pub exchange_id: Option<OrderExchangeId>,
    pub claim_id: Option<OrderClaimId>,
    pub order: BelongsTo<Order>,
    #[relation(nullable)]
    pub exchange: BelongsTo<OrderExchange>,
    #[relation(nullable)]
    pub claim: BelongsTo<OrderClaim>,
    #[relation(key = "return_id")]
    pub items: HasMany<ReturnItem>,
    #[relation(
        through = OrderShipping,
        own = "return_id",
        target = "shipping_method_id",
        overlay("order_id"),
        detail = "detail"
    )]
    pub shipping_methods: HasMany<OrderShippingMethod>,
    #[relation(key = "return_id")]
    pub transactions: HasMany<OrderTransaction>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
