//! `SearchIndex`, table `search_index`.

use super::SearchIndexVersion;
use stheno_ids::SearchIndexId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, Model};

/// A search index by name, and which version answers.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "search", entity = "SearchIndex", table = "search_index", prefix = "srhidx")]
#[index(name = "IDX_search_index_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_search_index_name", on("name"), unique, filter = "deleted_at IS NULL")]
pub struct SearchIndex {
    #[field(id)]
    pub id: SearchIndexId,
    pub name: String,
    pub active_version: Option<i64>,
    #[relation(key = "search_index_id")]
    pub versions: HasMany<SearchIndexVersion>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
