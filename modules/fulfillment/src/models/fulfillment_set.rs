//! `FulfillmentSet`, table `fulfillment_set`.

use super::ServiceZone;
use stheno_ids::FulfillmentSetId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A kind of delivery that a location offers (`shipping`, `pickup`): a set of service zones.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "fulfillment", entity = "FulfillmentSet", table = "fulfillment_set", prefix = "fuset")]
#[model(aliases("fulfillment_set", "fulfillment_sets"), linkable("fulfillment_set_id"))]
#[model(cascade("service_zones"))]
#[index(name = "IDX_fulfillment_set_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_fulfillment_set_name_unique", on("name"), unique, filter = "deleted_at IS NULL")]
pub struct FulfillmentSet {
    #[field(id)]
    pub id: FulfillmentSetId,
    pub name: String,
    pub r#type: String,
    pub metadata: Option<JsonText>,
    #[relation(key = "fulfillment_set_id")]
    pub service_zones: HasMany<ServiceZone>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
