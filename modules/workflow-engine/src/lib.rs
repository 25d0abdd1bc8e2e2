//! Runs of workflows, as they are stored.

pub mod models;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "workflows";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![WorkflowExecution::meta()]
}
