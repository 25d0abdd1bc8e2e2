//! `FulfillmentProvider`, table `fulfillment_provider`.

use stheno_ids::FulfillmentProviderId;
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// A carrier's adapter that is installed; the configuration names the id (`manual_manual`).
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "fulfillment",
    entity = "FulfillmentProvider",
    table = "fulfillment_provider",
    prefix = "serpro"
)]
#[model(aliases("fulfillment_provider", "fulfillment_providers"), linkable("fulfillment_provider_id"))]
#[index(name = "IDX_fulfillment_provider_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct FulfillmentProvider {
    #[field(id)]
    pub id: FulfillmentProviderId,
    #[field(default = "true")]
    pub is_enabled: bool,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
