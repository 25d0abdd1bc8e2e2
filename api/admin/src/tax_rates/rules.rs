//! `/admin/tax-rates/{id}/rules`: create and delete. Both answer the rate.

use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::tax::tax_rate_rules;
use stheno_http::{Reply, Request, Result};

pub(super) async fn create(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    tax_rate_rules::create(&request.ctx, id.clone(), request.body_as()?).await?;
    super::answer(&request, &id).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let rule_id = request.param("rule_id").to_owned();
    tax_rate_rules::delete(&request.ctx, rule_id.clone()).await?;
    let question = read::question(&request, "tax_rate").filter(json!({ "id": request.param("id") }));
    let app = &request.ctx.app;
    let parent = app.graph().query(app.database(), question).await?.to_json();
    let parent = parent.get(0).cloned().unwrap_or_default();
    Ok(Reply::ok(&json!({ "id": rule_id, "object": "tax_rate_rule", "deleted": true, "parent": parent })))
}
