//! What Medusa 1's clients are told, worked out from Medusa 2's records: amounts in minor units, totals, statuses, and which
//! fields and relations an order shows. And the one thing that Medusa 1 keeps and Medusa 2 has no place for.

pub mod models;
pub mod rules;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in the graph.
pub const NAME: &str = "v1";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![V1BillingAddress::meta()]
}
