//! `Invite`, table `invite`.

use stheno_ids::InviteId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// An invitation to the dashboard; `token` is what the link carries, until `expires_at`.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "user", entity = "Invite", table = "invite", prefix = "invite")]
#[model(aliases("invite", "invites"), linkable("invite_id"))]
#[index(name = "IDX_invite_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_invite_email_unique", on("email"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_invite_token", on("token"), filter = "deleted_at IS NULL")]
pub struct Invite {
    #[field(id)]
    pub id: InviteId,
    #[field(search)]
    pub email: String,
    #[field(default = "false")]
    pub accepted: bool,
    pub token: String,
    pub expires_at: Timestamp,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
