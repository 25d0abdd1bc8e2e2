//! What Medusa 1's clients are told, worked out from Medusa 2's records: amounts in minor units, totals, statuses, and which
//! fields and relations an order shows. And the one thing that Medusa 1 keeps and Medusa 2 has no place for.

pub mod models;
pub mod rules;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};
use stheno_query::{GraphBuilder, Hop};

/// The module's name in the graph.
pub const NAME: &str = "v1";

/// The relation of an address to what says that it is for bills only.
pub const BILLING_ONLY: &str = "v1_billing";

/// What the graph knows of addresses beyond the tables.
pub fn graph(graph: GraphBuilder) -> GraphBuilder {
    let hop = Hop::Column { own: "id", target: "address_id" };
    graph.join("customer_address", BILLING_ONLY, hop, V1BillingAddress::meta().table)
}

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![V1BillingAddress::meta()]
}
