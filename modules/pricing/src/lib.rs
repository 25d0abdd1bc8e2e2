//! Prices and the conditions under which they hold.

pub mod computed;
pub mod models;
pub mod rules;
pub mod service;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "pricing";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        Price::meta(),
        PriceList::meta(),
        PriceListRule::meta(),
        PricePreference::meta(),
        PriceRule::meta(),
        PriceSet::meta(),
    ]
}
