//! `POST /admin/shipping-options/{id}/rules/batch`: add, change and remove rules.

use stheno_api_rest::batch::{deleted, rows};
use stheno_flows::shipping_option::batch_shipping_option_rules as flow;
use stheno_http::{Reply, Request, Result};

/// The contract asks for more fields than a rule has.
const FIELDS: [&str; 3] = ["id", "attribute", "operator"];

pub(super) async fn batch(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let input: flow::Input = request.body_as()?;
    // What the contract answers where nothing is to be deleted is an inner thing of its workflows.
    let gone = match &input.delete {
        Some(ids) if !ids.is_empty() => serde_json::json!(ids),
        _ => serde_json::json!({ "__type": "Symbol(WorkflowWorkflowData)" }),
    };
    let done = flow::run(&request.ctx, id, input).await?;
    let created = rows(&request, "shipping_option_rule", &FIELDS, &done.created).await?;
    let updated = rows(&request, "shipping_option_rule", &FIELDS, &done.updated).await?;
    let deleted = deleted(&gone, "shipping_option_rule");
    Ok(Reply::ok(&serde_json::json!({ "created": created, "updated": updated, "deleted": deleted })))
}
