//! `GET /store/carts/{id}`, and the cart as every cart route answers it. Contract: `contract/scenarios/store/carts`.

use stheno_api_rest::read;
use stheno_http::{Reply, Request, Result};
use stheno_kernel::Error;
use stheno_query::Held;

/// Answers the cart of the path.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

/// `{cart}` with the fields of this request.
pub(super) async fn answer(request: &Request, id: &str) -> Result<Reply> {
    let question = question(request, id);
    read::retrieve_of(request, question, "cart", || missing(id)).await
}

/// As [`answer`], with the rows that a flow has left.
pub(super) async fn answer_with(request: &Request, id: &str, held: Held) -> Result<Reply> {
    let question = question(request, id).holding(held);
    read::retrieve_of(request, question, "cart", || missing(id)).await
}

/// The question about a cart that this request asks.
pub(super) fn question(request: &Request, id: &str) -> stheno_query::GraphRequest {
    read::question(request, "cart").filter(serde_json::json!({ "id": id }))
}

/// The error for a cart that is not there.
pub(super) fn missing(id: &str) -> Error {
    Error::not_found(format!("Cart with id '{id}' not found"))
}
