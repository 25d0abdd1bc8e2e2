//! `Fulfillment`, table `fulfillment`.

use super::{FulfillmentAddress, FulfillmentItem, FulfillmentLabel, FulfillmentProvider, ShippingOption};
use stheno_ids::{
    FulfillmentAddressId, FulfillmentId, FulfillmentProviderId, ShippingOptionId, StockLocationId,
};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A parcel of a location, from packing to delivery. The times tell how far it is.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "fulfillment", entity = "Fulfillment", table = "fulfillment", prefix = "ful")]
#[model(aliases("fulfillment", "fulfillments"), linkable("fulfillment_id"))]
#[model(cascade("delivery_address", "items", "labels"))]
#[index(name = "IDX_fulfillment_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_fulfillment_location_id", on("location_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_fulfillment_shipping_option_id", on("shipping_option_id"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("delivery_address_id"),
    references = "fulfillment_address",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(
    on("provider_id"),
    references = "fulfillment_provider",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(
    on("shipping_option_id"),
    references = "shipping_option",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct Fulfillment {
    #[field(id)]
    pub id: FulfillmentId,
    pub location_id: StockLocationId,
    pub packed_at: Option<Timestamp>,
    pub shipped_at: Option<Timestamp>,
    pub marked_shipped_by: Option<String>,
    pub created_by: Option<String>,
    pub delivered_at: Option<Timestamp>,
    pub canceled_at: Option<Timestamp>,
    pub data: Option<JsonText>,
    #[field(default = "true")]
    pub requires_shipping: bool,
    pub provider_id: Option<FulfillmentProviderId>,
    pub shipping_option_id: Option<ShippingOptionId>,
    pub delivery_address_id: Option<FulfillmentAddressId>,
    pub metadata: Option<JsonText>,
    #[relation(key = "fulfillment_id")]
    pub items: HasMany<FulfillmentItem>,
    #[relation(key = "fulfillment_id")]
    pub labels: HasMany<FulfillmentLabel>,
    #[relation(nullable)]
    pub provider: BelongsTo<FulfillmentProvider>,
    #[relation(nullable)]
    pub shipping_option: BelongsTo<ShippingOption>,
    #[relation(nullable)]
    pub delivery_address: BelongsTo<FulfillmentAddress>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
