//! `Refund`, table `refund`.

use super::{Payment, RefundReason};
use stheno_ids::{PaymentId, RefundId, RefundReasonId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// Money given back, in major units, of a captured payment.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "payment", entity = "Refund", table = "refund", prefix = "ref")]
#[model(aliases("refund", "refunds"), linkable("refund_id"))]
#[index(name = "IDX_refund_deleted_at", on("deleted_at"))]
#[index(name = "IDX_refund_payment_id", on("payment_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_refund_refund_reason_id", on("refund_reason_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("payment_id"), references = "payment", on_delete = "CASCADE", on_update_cascade)]
pub struct Refund {
    #[field(id)]
    pub id: RefundId,
    pub amount: Amount,
    pub payment_id: PaymentId,
    pub refund_reason_id: Option<RefundReasonId>,
    pub note: Option<String>,
    pub created_by: Option<String>,
    pub metadata: Option<JsonText>,
    pub payment: BelongsTo<Payment>,
    #[relation(nullable)]
    pub refund_reason: BelongsTo<RefundReason>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
