//! `RefundReason`, table `refund_reason`.

use super::Refund;
use stheno_ids::RefundReasonId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// Why money is given back, for people to choose from.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "payment", entity = "RefundReason", table = "refund_reason", prefix = "refr")]
#[model(aliases("refund_reason", "refund_reasons"), linkable("refund_reason_id"))]
#[index(name = "IDX_refund_reason_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct RefundReason {
    #[field(id)]
    pub id: RefundReasonId,
    #[field(search, translatable)]
    pub label: String,
    #[field(search)]
    pub code: String,
    #[field(search, translatable)]
    pub description: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "refund_reason_id")]
    pub refunds: HasMany<Refund>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
