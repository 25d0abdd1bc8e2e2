//! `FulfillmentAddress`, table `fulfillment_address`.

use stheno_ids::FulfillmentAddressId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Where a parcel goes; a copy of the order's address.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "fulfillment",
    entity = "FulfillmentAddress",
    table = "fulfillment_address",
    prefix = "fuladdr"
)]
#[model(aliases("fulfillment_address", "fulfillment_addresses"), linkable("fulfillment_address_id"))]
#[index(name = "IDX_fulfillment_address_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct FulfillmentAddress {
    #[field(id)]
    pub id: FulfillmentAddressId,
    pub company: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub city: Option<String>,
    pub country_code: Option<String>,
    pub province: Option<String>,
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
