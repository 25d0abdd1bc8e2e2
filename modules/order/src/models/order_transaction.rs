//! `OrderTransaction`, table `order_transaction`.

use super::{Order, OrderClaim, OrderExchange, Return};
use stheno_ids::{OrderClaimId, OrderExchangeId, OrderId, OrderTransactionId, ReturnId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, Model};

/// Money that moved for an order, in major units: positive from the customer, negative back to them.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderTransaction", table = "order_transaction", prefix = "ordtrx")]
#[model(aliases("order_transaction", "order_transactions"), linkable("order_transaction_id"))]
#[index(
    name = "IDX_order_transaction_claim_id",
    on("claim_id"),
    filter = "claim_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_transaction_currency_code", on("currency_code"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_transaction_exchange_id",
    on("exchange_id"),
    filter = "exchange_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_transaction_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_transaction_order_id_version",
    on("order_id", "version"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_order_transaction_reference_id", on("reference_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_transaction_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderTransaction {
    #[field(id)]
    pub id: OrderTransactionId,
    #[field(default = "1")]
    pub version: i64,
    pub amount: Amount,
    pub currency_code: String,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub order_id: OrderId,
    pub return_id: Option<ReturnId>,
    pub exchange_id: Option<OrderExchangeId>,
    pub claim_id: Option<OrderClaimId>,
    pub order: BelongsTo<Order>,
    #[relation(nullable)]
    pub r#return: BelongsTo<Return>,
    #[relation(nullable)]
    pub exchange: BelongsTo<OrderExchange>,
    #[relation(nullable)]
    pub claim: BelongsTo<OrderClaim>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
