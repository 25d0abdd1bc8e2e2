//! `UserPreference`, table `user_preference`.

use stheno_ids::{UserId, UserPreferenceId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// A setting of a dashboard user.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "settings", entity = "UserPreference", table = "user_preference", prefix = "usrpref")]
#[model(aliases("user_preference", "user_preferences"), linkable("user_preference_id"))]
#[index(name = "IDX_user_preference_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_user_preference_user_id", on("user_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_user_preference_user_id_key_unique",
    on("user_id", "key"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct UserPreference {
    #[field(id)]
    pub id: UserPreferenceId,
    pub user_id: UserId,
    #[field(search)]
    pub key: String,
    pub value: JsonText,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
