//! `RbacRolePolicy`, table `rbac_role_policy`.

use super::{RbacPolicy, RbacRole};
use stheno_ids::{RbacPolicyId, RbacRoleId, RbacRolePolicyId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A policy of a role.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "rbac", entity = "RbacRolePolicy", table = "rbac_role_policy", prefix = "rlpl")]
#[model(aliases("rbac_role_policy", "rbac_role_policies"), linkable("rbac_role_policy_id"))]
#[index(name = "IDX_rbac_role_policy_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_role_policy_policy_id", on("policy_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_role_policy_role_id", on("role_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_rbac_role_policy_role_id_policy_id_unique",
    on("role_id", "policy_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("policy_id"), references = "rbac_policy", on_update_cascade)]
#[foreign_key(on("role_id"), references = "rbac_role", on_update_cascade)]
pub struct RbacRolePolicy {
    #[field(id)]
    pub id: RbacRolePolicyId,
    pub role_id: RbacRoleId,
    pub policy_id: RbacPolicyId,
    pub metadata: Option<JsonText>,
    pub role: BelongsTo<RbacRole>,
    pub policy: BelongsTo<RbacPolicy>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
