//! Where things are sold.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "sales_channel";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![SalesChannel::meta()]
}
