//! `SearchIndexVersion`, table `search_index_version`.

use super::{SearchIndex, SearchIndexSync};
use stheno_ids::{SearchIndexId, SearchIndexVersionId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, HasMany, Model};

/// A generation of a search index, made anew when its definition (`definition_hash`) changes.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "search", entity = "SearchIndexVersion", table = "search_index_version", prefix = "srhver")]
#[index(name = "IDX_search_index_version_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_search_index_version_search_index_id",
    on("search_index_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_search_index_version_search_index_id_version",
    on("search_index_id", "version"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[check("status IN ('pending', 'building', 'ready', 'error')")]
#[foreign_key(on("search_index_id"), references = "search_index", on_update_cascade)]
pub struct SearchIndexVersion {
    #[field(id)]
    pub id: SearchIndexVersionId,
    pub version: i64,
    pub provider: String,
    pub physical_name: String,
    pub definition_hash: String,
    #[field(values("pending", "building", "ready", "error"), default = "'pending'::text")]
    pub status: String,
    pub search_index_id: SearchIndexId,
    pub search_index: BelongsTo<SearchIndex>,
    #[relation(key = "search_index_version_id")]
    pub syncs: HasMany<SearchIndexSync>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
