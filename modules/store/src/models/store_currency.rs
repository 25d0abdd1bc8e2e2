//! `StoreCurrency`, table `store_currency`.

use super::Store;
use stheno_ids::{StoreCurrencyId, StoreId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A currency that the shop sells in; one is the default.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "store", entity = "StoreCurrency", table = "store_currency", prefix = "stocur")]
#[model(aliases("store_currency", "store_currencies"), linkable("store_currency_id"))]
#[index(name = "IDX_store_currency_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_store_currency_store_id", on("store_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("store_id"), references = "store", on_delete = "CASCADE", on_update_cascade)]
pub struct StoreCurrency {
    #[field(id)]
    pub id: StoreCurrencyId,
    #[field(search)]
    pub currency_code: String,
    #[field(default = "false")]
    pub is_default: bool,
    pub store_id: Option<StoreId>,
    #[relation(nullable)]
    pub store: BelongsTo<Store>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
