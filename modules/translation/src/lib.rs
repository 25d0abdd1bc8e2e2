//! Texts in other languages.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "translation";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![Locale::meta(), Translation::meta(), TranslationSettings::meta()]
}
