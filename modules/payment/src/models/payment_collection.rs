//! `PaymentCollection`, table `payment_collection`.

use super::{Payment, PaymentProvider, PaymentSession};
use stheno_ids::PaymentCollectionId;
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{HasMany, ManyToMany, Model};

/// What is to be paid for a cart, an order or a change of one, and how much of it has been.
///
/// Amounts are in major units; `status` follows from the sessions and payments.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "payment", entity = "PaymentCollection", table = "payment_collection", prefix = "pay_col")]
#[model(aliases("payment_collection", "payment_collections"), linkable("payment_collection_id"))]
#[model(cascade("payment_sessions", "payments"))]
#[index(name = "IDX_payment_collection_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[check(
    "status IN ('not_paid', 'awaiting', 'authorized', 'partially_authorized', 'canceled', 'failed', 'partially_captured', 'completed')"
)]
pub struct PaymentCollection {
    #[field(id)]
    pub id: PaymentCollectionId,
    pub currency_code: String,
    pub amount: Amount,
    pub authorized_amount: Option<Amount>,
    pub captured_amount: Option<Amount>,
    pub refunded_amount: Option<Amount>,
    pub completed_at: Option<Timestamp>,
    #[field(
        values(
            "not_paid",
            "awaiting",
            "authorized",
            "partially_authorized",
            "canceled",
            "failed",
            "partially_captured",
            "completed"
        ),
        default = "'not_paid'::text"
    )]
    pub status: String,
    pub metadata: Option<JsonText>,
    #[relation(
        pivot = "payment_collection_payment_providers",
        own = "payment_collection_id",
        target = "payment_provider_id",
        hard
    )]
    pub payment_providers: ManyToMany<PaymentProvider>,
    #[relation(key = "payment_collection_id")]
    pub payment_sessions: HasMany<PaymentSession>,
    #[relation(key = "payment_collection_id")]
    pub payments: HasMany<Payment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
