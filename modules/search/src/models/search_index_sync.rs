//! `SearchIndexSync`, table `search_index_sync`.

use super::SearchIndexVersion;
use stheno_ids::{SearchIndexSyncId, SearchIndexVersionId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A filling of a version of a search index, resumed after `last_key`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "search", entity = "SearchIndexSync", table = "search_index_sync", prefix = "srhsync")]
#[index(name = "IDX_search_index_sync_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_search_index_sync_job_id", on("job_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_search_index_sync_search_index_version_id",
    on("search_index_version_id"),
    filter = "deleted_at IS NULL"
)]
#[check("status IN ('pending', 'processing', 'done', 'failed', 'canceled')")]
#[foreign_key(on("search_index_version_id"), references = "search_index_version", on_update_cascade)]
pub struct SearchIndexSync {
    #[field(id)]
    pub id: SearchIndexSyncId,
    pub job_id: Option<String>,
    #[field(values("pending", "processing", "done", "failed", "canceled"), default = "'pending'::text")]
    pub status: String,
    pub filters: Option<JsonText>,
    pub last_key: Option<String>,
    #[field(default = "true")]
    pub resumable: bool,
    #[field(default = "0")]
    pub documents_synced: i64,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub error: Option<String>,
    pub search_index_version_id: SearchIndexVersionId,
    pub search_index_version: BelongsTo<SearchIndexVersion>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
