//! What is in stock where, and what of it is promised.

pub mod levels;
pub mod models;
pub mod rules;
pub mod service;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "inventory";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![InventoryItem::meta(), InventoryLevel::meta(), ReservationItem::meta()]
}
