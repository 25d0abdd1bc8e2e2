//! `RbacRole`, table `rbac_role`.

use super::{RbacRoleParent, RbacRolePolicy};
use stheno_ids::RbacRoleId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A set of policies that users are given; it has those of its parents too.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "rbac", entity = "RbacRole", table = "rbac_role", prefix = "role")]
#[model(aliases("rbac_role", "rbac_roles"), linkable("rbac_role_id"))]
#[index(name = "IDX_rbac_role_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_rbac_role_name_unique", on("name"), unique, filter = "deleted_at IS NULL")]
pub struct RbacRole {
    #[field(id)]
    pub id: RbacRoleId,
    #[field(search)]
    pub name: String,
    pub description: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "role_id")]
    pub policies: HasMany<RbacRolePolicy>,
    #[relation(key = "role_id")]
    pub parents: HasMany<RbacRoleParent>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
