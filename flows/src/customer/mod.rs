//! Customers: made by the shop or by themselves, changed, removed; their addresses and groups.

pub mod create_customer_account;
pub mod create_customer_addresses;
pub mod create_customers;
pub mod delete_customer_addresses;
pub mod remove_customer_account;
pub mod update_customer_addresses;
pub mod update_customers;

use serde_json::{Map, Value as Json, json};
use stheno_customer::service::Defaults;
use stheno_kernel::Result;
use stheno_query::GraphRequest;
use stheno_workflow::{FlowTx, Hooks};

/// Tells of customers.
fn emit(cx: &FlowTx, what: &str, ids: &[String]) {
    for id in ids {
        cx.emit(&format!("customer.{what}"), json!({ "id": id }));
    }
}

/// Runs a hook with the records as they stand now, which are read only if anybody hangs on it.
async fn hook(
    cx: &FlowTx,
    (hook, member): (&str, &str),
    (entity, ids): (&str, &[String]),
    additional_data: Option<Json>,
) -> Result<()> {
    if !cx.app().extension::<Hooks>().is_some_and(|hooks| hooks.has(cx.flow(), hook)) {
        return Ok(());
    }
    let question = GraphRequest::new(entity).fields(["*"]).filter(json!({ "id": ids }));
    let records = cx.app().graph().query_in(cx.tx(), question).await?.to_json();
    let mut input = Map::new();
    input.insert(member.to_owned(), records);
    input.extend(additional_data.map(|data| ("additional_data".to_owned(), data)));
    cx.hook(hook, Json::Object(input)).await.map(drop)
}

/// The defaults that a body sets.
fn defaults(body: &Map<String, Json>) -> Defaults {
    let is_set = |name: &str| body.get(name).and_then(Json::as_bool).unwrap_or(false);
    Defaults { shipping: is_set("is_default_shipping"), billing: is_set("is_default_billing") }
}
