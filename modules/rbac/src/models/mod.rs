//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod rbac_policy;
mod rbac_role;
mod rbac_role_parent;
mod rbac_role_policy;

pub use rbac_policy::RbacPolicy;
pub use rbac_role::RbacRole;
pub use rbac_role_parent::RbacRoleParent;
pub use rbac_role_policy::RbacRolePolicy;
