//! `LayoutConfiguration`, table `layout_configuration`.

use stheno_ids::{LayoutConfigurationId, UserId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// An arrangement of a zone of the dashboard, for a user or for all.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "settings",
    entity = "LayoutConfiguration",
    table = "layout_configuration",
    prefix = "lyconf"
)]
#[model(aliases("layout_configuration", "layout_configurations"), linkable("layout_configuration_id"))]
#[index(name = "IDX_layout_configuration_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_layout_configuration_zone_unique",
    on("zone"),
    unique,
    filter = "is_system_default = true AND deleted_at IS NULL"
)]
#[index(
    name = "IDX_layout_configuration_zone_user_id_unique",
    on("zone", "user_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct LayoutConfiguration {
    #[field(id)]
    pub id: LayoutConfigurationId,
    #[field(search)]
    pub zone: String,
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
