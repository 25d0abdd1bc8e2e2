//! `ShippingOptionType`, table `shipping_option_type`.

use super::ShippingOption;
use stheno_ids::ShippingOptionTypeId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, Model};

/// A label that shipping options share (Standard, Express).
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "fulfillment",
    entity = "ShippingOptionType",
    table = "shipping_option_type",
    prefix = "sotype"
)]
#[model(aliases("shipping_option_type", "shipping_option_types"), linkable("shipping_option_type_id"))]
#[index(name = "IDX_shipping_option_type_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct ShippingOptionType {
    #[field(id)]
    pub id: ShippingOptionTypeId,
    #[field(search, translatable)]
    pub label: String,
    #[field(search, translatable)]
    pub description: Option<String>,
    #[field(search)]
    pub code: String,
    #[relation(key = "shipping_option_type_id")]
    pub shipping_options: HasMany<ShippingOption>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
