//! `OrderShipping`, table `order_shipping`.

use super::{Order, OrderClaim, OrderExchange, OrderShippingMethod, Return};
use stheno_ids::{OrderClaimId, OrderExchangeId, OrderId, OrderShippingId, OrderShippingMethodId, ReturnId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// Which deliveries one version of an order, or of its return, claim or exchange, holds. Shown as
/// `shipping_methods.detail`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderShipping", table = "order_shipping", prefix = "ordspmv")]
#[index(
    name = "IDX_order_shipping_claim_id",
    on("claim_id"),
    filter = "claim_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_shipping_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_order_shipping_exchange_id",
    on("exchange_id"),
    filter = "exchange_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_shipping_item_id", on("shipping_method_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_shipping_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_shipping_order_id_version",
    on("order_id", "version"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_order_shipping_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(
    name = "IDX_order_shipping_shipping_method_id",
    on("shipping_method_id"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderShipping {
    #[field(id)]
    pub id: OrderShippingId,
    #[field(default = "1")]
    pub version: i64,
    pub order_id: OrderId,
    pub return_id: Option<ReturnId>,
    pub exchange_id: Option<OrderExchangeId>,
    pub claim_id: Option<OrderClaimId>,
    pub shipping_method_id: OrderShippingMethodId,
    pub order: BelongsTo<Order>,
    #[relation(nullable)]
    pub r#return: BelongsTo<Return>,
    #[relation(nullable)]
    pub exchange: BelongsTo<OrderExchange>,
    #[relation(nullable)]
    pub claim: BelongsTo<OrderClaim>,
    pub shipping_method: BelongsTo<OrderShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
