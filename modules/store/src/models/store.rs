//! `Store`, table `store`.

use super::{StoreCurrency, StoreLocale};
use stheno_ids::{RegionId, SalesChannelId, StockLocationId, StoreId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// The shop itself: a single row with its defaults.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "store", entity = "Store", table = "store", prefix = "store")]
#[model(aliases("store", "stores"), linkable("store_id"))]
#[model(cascade("supported_currencies", "supported_locales"))]
#[index(name = "IDX_store_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct Store {
    #[field(id)]
    pub id: StoreId,
    #[field(search, default = "'Medusa Store'::text")]
    pub name: String,
    pub default_sales_channel_id: Option<SalesChannelId>,
    pub default_region_id: Option<RegionId>,
    pub default_location_id: Option<StockLocationId>,
    pub metadata: Option<JsonText>,
    #[relation(key = "store_id")]
    pub supported_currencies: HasMany<StoreCurrency>,
    #[relation(key = "store_id")]
    pub supported_locales: HasMany<StoreLocale>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
