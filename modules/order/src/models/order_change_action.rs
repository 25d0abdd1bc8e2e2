//! `OrderChangeAction`, table `order_change_action`.

use super::OrderChange;
use stheno_ids::{OrderChangeActionId, OrderChangeId, OrderClaimId, OrderExchangeId, OrderId, ReturnId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// One step of an order change, applied in the order of `ordering`; `details` depend on `action`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderChangeAction", table = "order_change_action", prefix = "ordchact")]
#[index(
    name = "IDX_order_change_action_claim_id",
    on("claim_id"),
    filter = "claim_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_change_action_deleted_at", on("deleted_at"))]
#[index(
    name = "IDX_order_change_action_exchange_id",
    on("exchange_id"),
    filter = "exchange_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(
    name = "IDX_order_change_action_order_change_id",
    on("order_change_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_order_change_action_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_change_action_ordering", on("ordering"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_change_action_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
#[foreign_key(on("order_change_id"), references = "order_change", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderChangeAction {
    #[field(id)]
    pub id: OrderChangeActionId,
    #[field(nullable)]
    pub order_id: OrderId,
    pub return_id: Option<ReturnId>,
    pub claim_id: Option<OrderClaimId>,
    pub exchange_id: Option<OrderExchangeId>,
    #[field(sql = "bigserial")]
    pub ordering: i64,
    pub version: Option<i64>,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub action: String,
    #[field(nullable)]
    pub details: JsonText,
    pub amount: Option<Amount>,
    pub internal_note: Option<String>,
    #[field(default = "false")]
    pub applied: bool,
    pub order_change_id: Option<OrderChangeId>,
    #[relation(nullable)]
    pub order_change: BelongsTo<OrderChange>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
