//! How dashboard users have arranged their views.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "settings";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        LayoutConfiguration::meta(),
        PropertyLabel::meta(),
        UserPreference::meta(),
        ViewConfiguration::meta(),
    ]
}
