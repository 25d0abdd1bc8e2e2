//! `ReturnReason`, table `return_reason`.

use stheno_ids::ReturnReasonId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// Why goods come back, for people to choose from; reasons may be nested.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "ReturnReason", table = "return_reason", prefix = "rr")]
#[model(aliases("return_reason", "return_reasons"), linkable("return_reason_id"))]
#[index(
    name = "IDX_return_reason_parent_return_reason_id",
    on("parent_return_reason_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_return_reason_value", on("value"), filter = "deleted_at IS NULL")]
#[foreign_key(on("parent_return_reason_id"), references = "return_reason")]
pub struct ReturnReason {
    #[field(id)]
    pub id: ReturnReasonId,
    #[field(search)]
    pub value: String,
    #[field(search, translatable)]
    pub label: String,
    #[field(translatable)]
    pub description: Option<String>,
    pub metadata: Option<JsonText>,
    pub parent_return_reason_id: Option<ReturnReasonId>,
    #[relation(nullable)]
    pub parent_return_reason: BelongsTo<ReturnReason>,
    #[relation(key = "parent_return_reason_id")]
    pub return_reason_children: HasMany<ReturnReason>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
