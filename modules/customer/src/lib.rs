//! People and companies that buy, their addresses and groups.

pub mod models;
pub mod service;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "customer";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![Customer::meta(), CustomerAddress::meta(), CustomerGroup::meta(), CustomerGroupCustomer::meta()]
}
