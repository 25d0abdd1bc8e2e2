//! `ShippingProfile`, table `shipping_profile`.

use super::ShippingOption;
use stheno_ids::ShippingProfileId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A kind of goods that ship alike; a product's profile decides which options can carry it.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "fulfillment", entity = "ShippingProfile", table = "shipping_profile", prefix = "sp")]
#[model(aliases("shipping_profile", "shipping_profiles"), linkable("shipping_profile_id"))]
#[index(name = "IDX_shipping_profile_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_shipping_profile_name_unique", on("name"), unique, filter = "deleted_at IS NULL")]
pub struct ShippingProfile {
    #[field(id)]
    pub id: ShippingProfileId,
    pub name: String,
    pub r#type: String,
    pub metadata: Option<JsonText>,
    #[relation(key = "shipping_profile_id")]
    pub shipping_options: HasMany<ShippingOption>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
