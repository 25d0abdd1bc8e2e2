//! How the graph shows parcels.

use crate::Fulfillment;
use stheno_model::Model as _;
use stheno_query::GraphBuilder;

/// What the graph knows of parcels beyond the tables: one without an address names none.
pub fn graph(graph: GraphBuilder) -> GraphBuilder {
    graph.absent_when_null(Fulfillment::meta(), &["delivery_address_id"])
}
