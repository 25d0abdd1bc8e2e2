//! Search indexes and how they are kept up to date.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "search";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![SearchIndex::meta(), SearchIndexSync::meta(), SearchIndexVersion::meta()]
}
