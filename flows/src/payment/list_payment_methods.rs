//! What a customer saved with payment providers: asked of each provider that knows them. No account, nothing saved.

use super::ask::ask;
use super::provider;
use serde::Serialize;
use serde_json::{Value as Json, json};
use stheno_kernel::Result;
use stheno_payment::provider::{Data, Holder, SavedMethod};
use stheno_query::GraphRequest;
use stheno_workflow::RequestCtx;

/// A saved way to pay, and with whom.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaymentMethod {
    /// The provider's id of it.
    pub id: String,
    /// The provider.
    pub provider_id: String,
    /// What the provider tells of it.
    pub data: Data,
}

/// The saved methods of a customer; a provider that is no longer installed has none.
pub async fn run(ctx: &RequestCtx, customer_id: &str) -> Result<Vec<PaymentMethod>> {
    let question = GraphRequest::new("customer")
        .fields(["id", "account_holders.provider_id", "account_holders.external_id", "account_holders.data"])
        .filter(json!({ "id": customer_id }));
    let found = ctx.app.graph().query(ctx.app.database(), question).await?.to_json();
    let holders = found.get(0).and_then(|customer| customer["account_holders"].as_array());
    let mut methods = Vec::new();
    for holder in holders.into_iter().flatten() {
        let text = |name: &str| holder[name].as_str().unwrap_or_default().to_owned();
        let provider_id = text("provider_id");
        if provider(&ctx.app, &provider_id).is_err() {
            continue;
        }
        let known = Holder { external_id: text("external_id"), data: members(&holder["data"]) };
        let saved = ask(&ctx.app, &provider_id, |p| p.list_payment_methods(known.clone())).await?;
        methods.extend(saved.into_iter().map(|SavedMethod { id, data }| PaymentMethod {
            id,
            provider_id: provider_id.clone(),
            data,
        }));
    }
    Ok(methods)
}

fn members(json: &Json) -> Data {
    json.as_object().cloned().unwrap_or_default()
}
