//! `User`, table `user`.

use stheno_ids::UserId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Someone who runs the shop, through the dashboard or the admin API.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "user", entity = "User", table = "user", prefix = "user")]
#[model(aliases("user", "users"), linkable("user_id"))]
#[index(name = "IDX_user_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_user_email_unique", on("email"), unique, filter = "deleted_at IS NULL")]
pub struct User {
    #[field(id)]
    pub id: UserId,
    #[field(search)]
    pub first_name: Option<String>,
    #[field(search)]
    pub last_name: Option<String>,
    #[field(search)]
    pub email: String,
    pub avatar_url: Option<String>,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
