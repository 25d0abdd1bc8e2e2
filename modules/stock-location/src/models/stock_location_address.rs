//! `StockLocationAddress`, table `stock_location_address`.

use super::StockLocation;
use stheno_ids::StockLocationAddressId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasOne, Model};

/// Where a stock location is.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "stock_location",
    entity = "StockLocationAddress",
    table = "stock_location_address",
    prefix = "laddr"
)]
#[model(aliases("stock_location_address", "stock_location_addresses"), linkable("stock_location_address_id"))]
#[model(cascade("stock_locations"))]
#[index(name = "IDX_stock_location_address_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct StockLocationAddress {
    #[field(id)]
    pub id: StockLocationAddressId,
    #[field(search)]
    pub address_1: String,
    #[field(search)]
    pub address_2: Option<String>,
    pub company: Option<String>,
    #[field(search)]
    pub city: Option<String>,
    #[field(search)]
    pub country_code: String,
    pub phone: Option<String>,
    #[field(search)]
    pub province: Option<String>,
    #[field(search)]
    pub postal_code: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "address_id")]
    pub stock_locations: HasOne<StockLocation>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
