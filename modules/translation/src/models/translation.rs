//! `Translation`, table `translation`.

use stheno_ids::TranslationId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// A record's texts in another language: `translations` maps fields of the record (`reference`,
/// `reference_id`) to texts.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "translation", entity = "Translation", table = "translation", prefix = "trans")]
#[model(aliases("translation", "translations"), linkable("translation_id"))]
#[index(name = "IDX_translation_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_translation_locale_code", on("locale_code"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_translation_reference_id_locale_code_unique",
    on("reference_id", "locale_code"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_translation_reference_id_reference",
    on("reference_id", "reference"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_translation_reference_id_reference_locale_code",
    on("reference_id", "reference", "locale_code"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_translation_reference_locale_code",
    on("reference", "locale_code"),
    filter = "deleted_at IS NULL"
)]
pub struct Translation {
    #[field(id)]
    pub id: TranslationId,
    #[field(search)]
    pub reference_id: String,
    #[field(search)]
    pub reference: String,
    #[field(search)]
    pub locale_code: String,
    pub translations: JsonText,
    #[field(default = "0")]
    pub translated_field_count: i64,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
