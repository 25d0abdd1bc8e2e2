//! `OrderChange`, table `order_change`.

use super::{Order, OrderChangeAction};
use stheno_ids::{OrderChangeId, OrderClaimId, OrderExchangeId, OrderId, ReturnId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A change of an order in the making (edit, return, claim, exchange): its actions take effect when it is
/// confirmed, and then give the order the change's `version`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderChange", table = "order_change", prefix = "ordch")]
#[model(aliases("order_change", "order_changes"), linkable("order_change_id"))]
#[model(cascade("actions"))]
#[index(name = "IDX_order_change_change_type", on("change_type"))]
#[index(
    name = "IDX_order_change_claim_id",
    on("claim_id"),
    filter = "claim_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_change_deleted_at", on("deleted_at"))]
#[index(
    name = "IDX_order_change_exchange_id",
    on("exchange_id"),
    filter = "exchange_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_change_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_change_order_id_version", on("order_id", "version"))]
#[index(
    name = "IDX_order_change_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
#[index(name = "IDX_order_change_status", on("status"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_change_version", on("order_id", "version"), filter = "deleted_at IS NULL")]
#[check("status IN ('confirmed', 'declined', 'requested', 'pending', 'canceled')")]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderChange {
    #[field(id)]
    pub id: OrderChangeId,
    pub return_id: Option<ReturnId>,
    pub claim_id: Option<OrderClaimId>,
    pub exchange_id: Option<OrderExchangeId>,
    pub version: i64,
    pub change_type: Option<String>,
    pub description: Option<String>,
    #[field(
        values("confirmed", "declined", "requested", "pending", "canceled"),
        default = "'pending'::text"
    )]
    pub status: String,
    pub internal_note: Option<String>,
    pub created_by: Option<String>,
    pub requested_by: Option<String>,
    pub requested_at: Option<Timestamp>,
    pub confirmed_by: Option<String>,
    pub confirmed_at: Option<Timestamp>,
    pub declined_by: Option<String>,
    pub declined_reason: Option<String>,
    pub metadata: Option<JsonText>,
    pub declined_at: Option<Timestamp>,
    pub canceled_by: Option<String>,
    pub canceled_at: Option<Timestamp>,
    pub carry_over_promotions: Option<bool>,
    pub no_notification: Option<bool>,
    pub order_id: OrderId,
    pub order: BelongsTo<Order>,
    #[relation(key = "order_change_id")]
    pub actions: HasMany<OrderChangeAction>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
