//! `PaymentProvider`, table `payment_provider`.

use super::PaymentCollection;
use stheno_kernel::Timestamp;
use stheno_model::{ManyToMany, Model};

/// A payment service's adapter that is installed; the configuration names the id (`pp_system_default`).
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "payment", entity = "PaymentProvider", table = "payment_provider")]
#[model(aliases("payment_provider", "payment_providers"), linkable("payment_provider_id"))]
#[index(name = "IDX_payment_provider_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct PaymentProvider {
    #[field(id)]
    pub id: String,
    #[field(default = "true")]
    pub is_enabled: bool,
    #[relation(
        pivot = "payment_collection_payment_providers",
        own = "payment_provider_id",
        target = "payment_collection_id",
        hard
    )]
    pub payment_collections: ManyToMany<PaymentCollection>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
