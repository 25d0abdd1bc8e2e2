//! Tax regions, rates and what they are for.

pub mod models;
pub mod rules;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "tax";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![TaxProvider::meta(), TaxRate::meta(), TaxRateRule::meta(), TaxRegion::meta()]
}
