//! `RbacPolicy`, table `rbac_policy`.

use stheno_ids::RbacPolicyId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Leave to do one operation on one resource (`key` is `resource:operation`).
#[derive(Model, Clone, Debug, Default)]
#[model(module = "rbac", entity = "RbacPolicy", table = "rbac_policy", prefix = "rpol")]
#[model(aliases("rbac_policy", "rbac_policies"), linkable("rbac_policy_id"))]
#[index(name = "IDX_rbac_policy_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_policy_key_unique", on("key"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_policy_operation", on("operation"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_policy_resource", on("resource"), filter = "deleted_at IS NULL")]
pub struct RbacPolicy {
    #[field(id)]
    pub id: RbacPolicyId,
    #[field(search)]
    pub key: String,
    #[field(search)]
    pub resource: String,
    #[field(search)]
    pub operation: String,
    #[field(search)]
    pub name: Option<String>,
    pub description: Option<String>,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
