//! The shop itself: its name, currencies, languages and defaults.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "store";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![Store::meta(), StoreCurrency::meta(), StoreLocale::meta()]
}
