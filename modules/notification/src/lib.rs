//! Messages to customers and staff.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "notification";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![Notification::meta(), NotificationProvider::meta()]
}
