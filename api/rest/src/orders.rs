//! Orders as the store and the admin API list and show them: with the two statuses, and what those pull along.
//! Contract: Medusa 2.21 `get-orders-list`, `get-order-detail`.

use crate::read;
use serde_json::Value as Json;
use stheno_http::{Reply, Request};
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// What every list shows, asked for or not.
const LIST_FIELDS: [&str; 6] = ["id", "status", "version", "items.*", "payment_status", "fulfillment_status"];
/// What a list shows of payment collections where anything of them is asked for.
const COLLECTIONS: [&str; 4] = [
    "payment_collections.status",
    "payment_collections.amount",
    "payment_collections.captured_amount",
    "payment_collections.refunded_amount",
];
/// What a list shows of fulfillments where anything of them is asked for.
const FULFILLMENTS: [&str; 4] = [
    "fulfillments.packed_at",
    "fulfillments.shipped_at",
    "fulfillments.delivered_at",
    "fulfillments.canceled_at",
];
/// What a single order shows, asked for or not.
const ONE_FIELDS: [&str; 7] = [
    "id",
    "status",
    "version",
    "payment_collections.*",
    "fulfillments.*",
    "payment_status",
    "fulfillment_status",
];

/// A page of orders, drafts not among them.
pub async fn list(request: &Request, filter: Json) -> Result<Reply> {
    let asked = &request.selection.fields;
    let mut question = read::question(request, "order")
        .lenient()
        .filter(filter)
        .filter(serde_json::json!({ "is_draft_order": false }))
        .fields(LIST_FIELDS);
    for (relation, fields) in [("payment_collections", COLLECTIONS), ("fulfillments", FULFILLMENTS)] {
        if asked.iter().any(|field| field.contains(relation)) {
            question = question.fields(fields);
        }
    }
    read::list_of(request, question, "orders").await
}

/// One order with its statuses.
pub async fn retrieve(request: &Request, id: &str, filter: Json) -> Result<Reply> {
    let question = of(request, id).filter(filter).fields(ONE_FIELDS);
    read::retrieve_of(request, question, "order", || missing(id)).await
}

/// One order as a request selects it, after something was done with it.
pub async fn answer(request: &Request, id: &str) -> Result<Reply> {
    read::retrieve_of(request, of(request, id), "order", || missing(id)).await
}

fn of(request: &Request, id: &str) -> GraphRequest {
    // These two are what `retrieve` adds; elsewhere nobody knows them.
    let asked =
        request.selection.fields.iter().filter(|f| *f != "payment_status" && *f != "fulfillment_status");
    GraphRequest::new("order").fields(asked.cloned()).lenient().filter(serde_json::json!({ "id": id }))
}

fn missing(id: &str) -> Error {
    Error::not_found(format!("Order id not found: {id}"))
}
