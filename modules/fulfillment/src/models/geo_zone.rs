//! `GeoZone`, table `geo_zone`.

use super::ServiceZone;
use stheno_ids::{GeoZoneId, ServiceZoneId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A piece of a service zone: a country, a province, a city or postal codes; the finest stated level counts.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "fulfillment", entity = "GeoZone", table = "geo_zone", prefix = "fgz")]
#[model(aliases("geo_zone", "geo_zones"), linkable("geo_zone_id"))]
#[index(name = "IDX_geo_zone_city", on("city"), filter = "deleted_at IS NULL AND city IS NOT NULL")]
#[index(name = "IDX_geo_zone_country_code", on("country_code"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_geo_zone_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_geo_zone_province_code",
    on("province_code"),
    filter = "deleted_at IS NULL AND province_code IS NOT NULL"
)]
#[index(name = "IDX_geo_zone_service_zone_id", on("service_zone_id"), filter = "deleted_at IS NULL")]
#[check("type IN ('country', 'province', 'city', 'zip')")]
#[foreign_key(on("service_zone_id"), references = "service_zone", on_delete = "CASCADE", on_update_cascade)]
pub struct GeoZone {
    #[field(id)]
    pub id: GeoZoneId,
    #[field(values("country", "province", "city", "zip"), default = "'country'::text")]
    pub r#type: String,
    pub country_code: String,
    pub province_code: Option<String>,
    pub city: Option<String>,
    pub postal_expression: Option<JsonText>,
    pub service_zone_id: ServiceZoneId,
    pub metadata: Option<JsonText>,
    pub service_zone: BelongsTo<ServiceZone>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
