//! `ServiceZone`, table `service_zone`.

use super::{FulfillmentSet, GeoZone, ShippingOption};
use stheno_ids::{FulfillmentSetId, ServiceZoneId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// An area that is delivered to, with the shipping options on offer there.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "fulfillment", entity = "ServiceZone", table = "service_zone", prefix = "serzo")]
#[model(aliases("service_zone", "service_zones"), linkable("service_zone_id"))]
#[model(cascade("geo_zones", "shipping_options"))]
#[index(name = "IDX_service_zone_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_service_zone_fulfillment_set_id",
    on("fulfillment_set_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_service_zone_name_unique", on("name"), unique, filter = "deleted_at IS NULL")]
#[foreign_key(
    on("fulfillment_set_id"),
    references = "fulfillment_set",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ServiceZone {
    #[field(id)]
    pub id: ServiceZoneId,
    pub name: String,
    pub fulfillment_set_id: FulfillmentSetId,
    pub metadata: Option<JsonText>,
    pub fulfillment_set: BelongsTo<FulfillmentSet>,
    #[relation(key = "service_zone_id")]
    pub geo_zones: HasMany<GeoZone>,
    #[relation(key = "service_zone_id")]
    pub shipping_options: HasMany<ShippingOption>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
