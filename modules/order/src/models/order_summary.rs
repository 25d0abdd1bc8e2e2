//! `OrderSummary`, table `order_summary`.

use super::Order;
use stheno_ids::{OrderId, OrderSummaryId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// The totals of one version of an order, as computed when it was confirmed. The graph shows `totals` as the
/// order's `summary`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderSummary", table = "order_summary", prefix = "ordsum")]
#[index(name = "IDX_order_summary_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_order_summary_order_id_version",
    on("order_id", "version"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("order_id"), references = "order", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderSummary {
    #[field(id)]
    pub id: OrderSummaryId,
    #[field(default = "1")]
    pub version: i64,
    #[field(nullable)]
    pub totals: JsonText,
    pub order_id: OrderId,
    pub order: BelongsTo<Order>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
