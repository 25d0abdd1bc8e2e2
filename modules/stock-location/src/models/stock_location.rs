//! `StockLocation`, table `stock_location`.

use super::StockLocationAddress;
use stheno_ids::{StockLocationAddressId, StockLocationId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A place that holds stock and sends parcels.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "stock_location", entity = "StockLocation", table = "stock_location", prefix = "sloc")]
#[model(aliases("stock_location", "stock_locations"), linkable("stock_location_id", "location_id"))]
#[index(
    name = "IDX_stock_location_address_id_unique",
    on("address_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_stock_location_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[foreign_key(
    on("address_id"),
    references = "stock_location_address",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct StockLocation {
    #[field(id)]
    pub id: StockLocationId,
    #[field(search)]
    pub name: String,
    pub metadata: Option<JsonText>,
    pub address_id: Option<StockLocationAddressId>,
    #[relation(nullable)]
    pub address: BelongsTo<StockLocationAddress>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
