//! `PaymentSession`, table `payment_session`.

use super::{Payment, PaymentCollection};
use stheno_ids::{PaymentCollectionId, PaymentSessionId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasOne, Model};

/// An attempt to pay with one provider; `data` is the provider's, and clients see it.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "payment", entity = "PaymentSession", table = "payment_session", prefix = "payses")]
#[model(aliases("payment_session", "payment_sessions"), linkable("payment_session_id"))]
#[index(name = "IDX_payment_session_deleted_at", on("deleted_at"))]
#[index(
    name = "IDX_payment_session_payment_collection_id",
    on("payment_collection_id"),
    filter = "deleted_at IS NULL"
)]
#[check(
    "status IN ('authorized', 'captured', 'pending', 'requires_more', 'error', 'canceled', 'pending_authorization')"
)]
#[foreign_key(
    on("payment_collection_id"),
    references = "payment_collection",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct PaymentSession {
    #[field(id)]
    pub id: PaymentSessionId,
    pub currency_code: String,
    pub amount: Amount,
    pub provider_id: String,
    #[field(default = "'{}'::jsonb")]
    pub data: JsonText,
    pub context: Option<JsonText>,
    #[field(
        values(
            "authorized",
            "captured",
            "pending",
            "requires_more",
            "error",
            "canceled",
            "pending_authorization"
        ),
        default = "'pending'::text"
    )]
    pub status: String,
    pub authorized_at: Option<Timestamp>,
    pub payment_collection_id: PaymentCollectionId,
    pub metadata: Option<JsonText>,
    pub payment_collection: BelongsTo<PaymentCollection>,
    #[relation(key = "payment_session_id", nullable)]
    pub payment: HasOne<Payment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
