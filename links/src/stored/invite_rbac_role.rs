//! Invite to role: the roles that a user will have on accepting.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_rbac::RbacRole;
use stheno_user::Invite;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "invite_rbac_role",
    long_table: None,
    service: "UserInviteRbacRbacRoleLink",
    entity: "LinkInviteRbacRole",
    id_prefix: "inviterole",
    aliases: &["invite_rbac_role", "invite_rbac_roles"],
    left: Side::new(Invite::meta, "invite_id", "invite")
        .many()
        .list_field("rbac_roles_link")
        .shortcuts(&[Shortcut::list("rbac_roles", "rbac_role")]),
    right: Side::new(RbacRole::meta, "rbac_role_id", "rbac_role").many().list_field("invites_link"),
    extra: &[],
    flag: Some("rbac"),
};
