//! `Locale`, table `locale`.

use stheno_ids::LocaleId;
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// A language by its BCP 47 code, for translations.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "translation", entity = "Locale", table = "locale", prefix = "loc")]
#[model(aliases("locale", "locales"), linkable("locale_id"))]
#[index(name = "IDX_locale_code_unique", on("code"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_locale_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct Locale {
    #[field(id)]
    pub id: LocaleId,
    #[field(search)]
    pub code: String,
    #[field(search)]
    pub name: String,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
