//! Steps that ask the graph, within the flow's transaction: they see what it has written.

use crate::FlowTx;
use serde_json::Value as Json;
use stheno_kernel::Result;
use stheno_query::{Answer, GraphRequest};

/// Asks the graph. Step `use-query-graph-step`.
pub async fn use_query_graph_step(cx: &FlowTx, question: GraphRequest) -> Result<Answer> {
    cx.step("use-query-graph-step").await?;
    cx.app().graph().query_in(cx.tx(), question).await
}

/// As [`use_query_graph_step`] with Medusa's `isList: false`: the first row, or nothing.
pub async fn use_query_graph_first_step(cx: &FlowTx, question: GraphRequest) -> Result<Option<Json>> {
    let answer = use_query_graph_step(cx, question.take(1)).await?;
    Ok(match answer.to_json() {
        Json::Array(rows) => rows.into_iter().next(),
        _ => None,
    })
}
