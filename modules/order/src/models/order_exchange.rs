//! `OrderExchange`, table `order_exchange`.

use super::{Order, OrderExchangeItem, OrderShipping, OrderShippingMethod, OrderTransaction, Return};
use stheno_ids::{OrderExchangeId, OrderId, ReturnId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// Goods sent back for others. `difference_due` is what the customer still owes, in major units; negative is
/// owed to them.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderExchange", table = "order_exchange", prefix = "oexc")]
#[model(aliases("order_exchange", "order_exchanges"), linkable("order_exchange_id", "exchange_id"))]
#[model(cascade("additional_items", "transactions"))]
#[index(name = "IDX_order_exchange_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_exchange_display_id", on("display_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_exchange_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_exchange_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
pub struct OrderExchange {
    #[field(id)]
    pub id: OrderExchangeId,
    pub order_version: i64,
    #[field(sql = "serial")]
    pub display_id: i64,
    pub no_notification: Option<bool>,
    pub difference_due: Option<Amount>,
    #[field(default = "false")]
    pub allow_backorder: bool,
    pub created_by: Option<String>,
    pub metadata: Option<JsonText>,
    pub canceled_at: Option<Timestamp>,
    pub order_id: OrderId,
    pub return_id: Option<ReturnId>,
    pub order: BelongsTo<Order>,
    #[relation(nullable)]
    pub r#return: BelongsTo<Return>,
    #[relation(key = "exchange_id")]
    pub additional_items: HasMany<OrderExchangeItem>,
    #[relation(
        through = OrderShipping,
        own = "exchange_id",
        target = "shipping_method_id",
        overlay("order_id"),
        detail = "detail"
    )]
    pub shipping_methods: HasMany<OrderShippingMethod>,
    #[relation(key = "exchange_id")]
    pub transactions: HasMany<OrderTransaction>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
