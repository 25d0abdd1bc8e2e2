//! `PropertyLabel`, table `property_label`.

use stheno_ids::PropertyLabelId;
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// What the dashboard calls a property of an entity.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "settings", entity = "PropertyLabel", table = "property_label", prefix = "plbl")]
#[model(aliases("property_label", "property_labels"), linkable("property_label_id"))]
#[index(name = "IDX_property_label_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_property_label_entity", on("entity"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_property_label_entity_property_unique",
    on("entity", "property"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct PropertyLabel {
    #[field(id)]
    pub id: PropertyLabelId,
    #[field(search)]
    pub entity: String,
    #[field(search)]
    pub property: String,
    #[field(translatable)]
    pub label: String,
    #[field(translatable)]
    pub description: Option<String>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
