//! `RbacRoleParent`, table `rbac_role_parent`.

use super::RbacRole;
use stheno_ids::{RbacRoleId, RbacRoleParentId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A role's place under another, whose policies it has too.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "rbac", entity = "RbacRoleParent", table = "rbac_role_parent", prefix = "rlin")]
#[model(aliases("rbac_role_parent", "rbac_role_parents"), linkable("rbac_role_parent_id"))]
#[index(name = "IDX_rbac_role_parent_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_role_parent_parent_id", on("parent_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_role_parent_role_id", on("role_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_rbac_role_parent_role_id_parent_id_unique",
    on("role_id", "parent_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("parent_id"), references = "rbac_role", on_update_cascade)]
#[foreign_key(on("role_id"), references = "rbac_role", on_update_cascade)]
pub struct RbacRoleParent {
    #[field(id)]
    pub id: RbacRoleParentId,
    pub role_id: RbacRoleId,
    pub parent_id: RbacRoleId,
    pub metadata: Option<JsonText>,
    pub role: BelongsTo<RbacRole>,
    pub parent: BelongsTo<RbacRole>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
