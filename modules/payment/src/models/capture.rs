//! `Capture`, table `capture`.

use super::Payment;
use stheno_ids::{CaptureId, PaymentId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// Money taken, in major units, by an authorized payment.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "payment", entity = "Capture", table = "capture", prefix = "capt")]
#[model(aliases("capture", "captures"), linkable("capture_id"))]
#[index(name = "IDX_capture_deleted_at", on("deleted_at"))]
#[index(name = "IDX_capture_payment_id", on("payment_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("payment_id"), references = "payment", on_delete = "CASCADE", on_update_cascade)]
pub struct Capture {
    #[field(id)]
    pub id: CaptureId,
    pub amount: Amount,
    pub payment_id: PaymentId,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    pub payment: BelongsTo<Payment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
