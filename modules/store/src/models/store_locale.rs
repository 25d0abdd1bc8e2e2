//! `StoreLocale`, table `store_locale`.

use super::Store;
use stheno_ids::{StoreId, StoreLocaleId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A language that the shop speaks.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "store", entity = "StoreLocale", table = "store_locale", prefix = "stloc")]
#[model(aliases("store_locale", "store_locales"), linkable("store_locale_id"))]
#[index(name = "IDX_store_locale_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_store_locale_store_id", on("store_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("store_id"), references = "store", on_delete = "CASCADE", on_update_cascade)]
pub struct StoreLocale {
    #[field(id)]
    pub id: StoreLocaleId,
    #[field(search)]
    pub locale_code: String,
    pub store_id: Option<StoreId>,
    #[relation(nullable)]
    pub store: BelongsTo<Store>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
