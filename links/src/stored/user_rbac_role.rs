//! User to role: what a user may do.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_rbac::RbacRole;
use stheno_user::User;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "user_rbac_role",
    long_table: None,
    service: "UserUserRbacRbacRoleLink",
    entity: "LinkUserRbacRole",
    id_prefix: "userrole",
    aliases: &["user_rbac_role", "user_rbac_roles"],
    left: Side::new(User::meta, "user_id", "user")
        .many()
        .list_field("rbac_roles_link")
        .shortcuts(&[Shortcut::list("rbac_roles", "rbac_role")]),
    right: Side::new(RbacRole::meta, "rbac_role_id", "rbac_role")
        .many()
        .list_field("users_link")
        .shortcuts(&[Shortcut::list("users", "user")]),
    extra: &[],
    flag: Some("rbac"),
};
