//! `OrderCreditLine`, table `order_credit_line`.

use super::Order;
use stheno_ids::{OrderCreditLineId, OrderId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// An amount, in major units, taken off an order's total from its `version` on.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderCreditLine", table = "order_credit_line", prefix = "ordcl")]
#[index(name = "IDX_order_credit_line_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_order_credit_line_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_credit_line_order_id_version",
    on("order_id", "version"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderCreditLine {
    #[field(id)]
    pub id: OrderCreditLineId,
    #[field(default = "1")]
    pub version: i64,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub amount: Amount,
    pub metadata: Option<JsonText>,
    pub order_id: OrderId,
    pub order: BelongsTo<Order>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
