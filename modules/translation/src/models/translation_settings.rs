//! `TranslationSettings`, table `translation_settings`.

use stheno_ids::TranslationSettingsId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Which fields of an entity are open to translation.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "translation",
    entity = "TranslationSettings",
    table = "translation_settings",
    prefix = "trset"
)]
#[model(aliases("translation_settings"), linkable("translation_settings_id"))]
#[index(name = "IDX_translation_settings_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_translation_settings_entity_type_unique",
    on("entity_type"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct TranslationSettings {
    #[field(id)]
    pub id: TranslationSettingsId,
    #[field(search)]
    pub entity_type: String,
    pub fields: JsonText,
    #[field(default = "true")]
    pub is_active: bool,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
