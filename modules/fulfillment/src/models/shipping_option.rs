//! `ShippingOption`, table `shipping_option`.

use super::{
    Fulfillment, FulfillmentProvider, ServiceZone, ShippingOptionRule, ShippingOptionType, ShippingProfile,
};
use stheno_ids::{
    FulfillmentProviderId, ServiceZoneId, ShippingOptionId, ShippingOptionTypeId, ShippingProfileId,
};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A way of delivery on offer in a zone, at a flat price or at one that the provider calculates.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "fulfillment", entity = "ShippingOption", table = "shipping_option", prefix = "so")]
#[model(aliases("shipping_option", "shipping_options"), linkable("shipping_option_id"))]
#[model(cascade("rules"))]
#[index(name = "IDX_shipping_option_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_shipping_option_provider_id", on("provider_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_shipping_option_service_zone_id", on("service_zone_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_shipping_option_shipping_option_type_id",
    on("shipping_option_type_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_shipping_option_shipping_profile_id",
    on("shipping_profile_id"),
    filter = "deleted_at IS NULL"
)]
#[check("price_type IN ('calculated', 'flat')")]
#[foreign_key(
    on("provider_id"),
    references = "fulfillment_provider",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(on("service_zone_id"), references = "service_zone", on_delete = "CASCADE", on_update_cascade)]
#[foreign_key(on("shipping_option_type_id"), references = "shipping_option_type", on_update_cascade)]
#[foreign_key(
    on("shipping_profile_id"),
    references = "shipping_profile",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct ShippingOption {
    #[field(id)]
    pub id: ShippingOptionId,
    #[field(search, translatable)]
    pub name: String,
    #[field(values("calculated", "flat"), default = "'flat'::text")]
    pub price_type: String,
    pub data: Option<JsonText>,
    pub metadata: Option<JsonText>,
    pub service_zone_id: ServiceZoneId,
    pub shipping_profile_id: Option<ShippingProfileId>,
    pub provider_id: Option<FulfillmentProviderId>,
    pub shipping_option_type_id: ShippingOptionTypeId,
    pub service_zone: BelongsTo<ServiceZone>,
    #[relation(nullable)]
    pub shipping_profile: BelongsTo<ShippingProfile>,
    #[relation(nullable)]
    pub provider: BelongsTo<FulfillmentProvider>,
    #[relation(key = "shipping_option_type_id")]
    pub r#type: BelongsTo<ShippingOptionType>,
    #[relation(key = "shipping_option_id")]
    pub rules: HasMany<ShippingOptionRule>,
    #[relation(key = "shipping_option_id")]
    pub fulfillments: HasMany<Fulfillment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
