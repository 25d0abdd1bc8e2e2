//! Dashboard users and invitations.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "user";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![Invite::meta(), User::meta()]
}
