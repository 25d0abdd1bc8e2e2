//! `ViewConfiguration`, table `view_configuration`.

use stheno_ids::{UserId, ViewConfigurationId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// A saved table view (columns, filters, sorting) of the dashboard, for a user or for all.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "settings", entity = "ViewConfiguration", table = "view_configuration", prefix = "vconf")]
#[model(aliases("view_configuration", "view_configurations"), linkable("view_configuration_id"))]
#[index(name = "IDX_view_configuration_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_view_configuration_entity_is_system_default",
    on("entity", "is_system_default"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_view_configuration_entity_user_id",
    on("entity", "user_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_view_configuration_user_id", on("user_id"), filter = "deleted_at IS NULL")]
pub struct ViewConfiguration {
    #[field(id)]
    pub id: ViewConfigurationId,
    #[field(search)]
    pub entity: String,
    #[field(search)]
    pub name: Option<String>,
    pub user_id: Option<UserId>,
    #[field(default = "false")]
    pub is_system_default: bool,
    pub configuration: JsonText,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
