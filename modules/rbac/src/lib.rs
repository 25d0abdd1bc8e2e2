//! Roles of dashboard users and what they allow.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "rbac";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![RbacPolicy::meta(), RbacRole::meta(), RbacRoleParent::meta(), RbacRolePolicy::meta()]
}
