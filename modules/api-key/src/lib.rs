//! Keys of storefronts and programs.

pub mod models;
pub mod service;
pub mod token;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "api_key";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![ApiKey::meta()]
}
