//! `Payment`, table `payment`.

use super::{Capture, PaymentCollection, PaymentSession, Refund};
use stheno_ids::{PaymentCollectionId, PaymentId, PaymentSessionId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// An authorized payment, in major units, that can be captured, refunded or canceled.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "payment", entity = "Payment", table = "payment", prefix = "pay")]
#[model(aliases("payment", "payments"), linkable("payment_id"))]
#[model(cascade("refunds", "captures"))]
#[index(name = "IDX_payment_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_payment_payment_collection_id",
    on("payment_collection_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_payment_payment_session_id", on("payment_session_id"))]
#[index(
    name = "IDX_payment_payment_session_id_unique",
    on("payment_session_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_payment_provider_id", on("provider_id"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("payment_collection_id"),
    references = "payment_collection",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct Payment {
    #[field(id)]
    pub id: PaymentId,
    pub amount: Amount,
    pub currency_code: String,
    pub provider_id: String,
    pub data: Option<JsonText>,
    pub metadata: Option<JsonText>,
    pub captured_at: Option<Timestamp>,
    pub canceled_at: Option<Timestamp>,
    pub payment_collection_id: PaymentCollectionId,
    pub payment_session_id: PaymentSessionId,
    pub payment_collection: BelongsTo<PaymentCollection>,
    pub payment_session: BelongsTo<PaymentSession>,
    #[relation(key = "payment_id")]
    pub refunds: HasMany<Refund>,
    #[relation(key = "payment_id")]
    pub captures: HasMany<Capture>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
