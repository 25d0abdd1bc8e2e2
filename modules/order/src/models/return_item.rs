//! `ReturnItem`, table `return_item`.

use super::{OrderLineItem, Return, ReturnReason};
use stheno_ids::{OrderLineItemId, ReturnId, ReturnItemId, ReturnReasonId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A line of a return: how many were announced, came back, and came back damaged.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "ReturnItem", table = "return_item", prefix = "retitem")]
#[index(name = "IDX_return_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_return_item_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_return_item_reason_id", on("reason_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_return_item_return_id", on("return_id"), filter = "deleted_at IS NULL")]
pub struct ReturnItem {
    #[field(id)]
    pub id: ReturnItemId,
    pub quantity: Amount,
    #[field(default = "0", raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub received_quantity: Amount,
    #[field(default = "0", raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb")]
    pub damaged_quantity: Amount,
    pub note: Option<String>,
    pub metadata: Option<JsonText>,
    pub reason_id: Option<ReturnReasonId>,
    pub return_id: ReturnId,
    pub item_id: OrderLineItemId,
    #[relation(nullable)]
    pub reason: BelongsTo<ReturnReason>,
    pub r#return: BelongsTo<Return>,
    pub item: BelongsTo<OrderLineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
