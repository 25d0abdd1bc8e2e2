//! `GET /admin/promotions/{id}/{rule_type}` and `POST /admin/promotions/{id}/{rules, target-rules, buy-rules}/batch`.

use serde_json::json;
use stheno_api_rest::batch;
use stheno_flows::promotion::batch_promotion_rules::{self as flow, RuleKind};
use stheno_flows::promotion::rule_list;
use stheno_http::{Reply, Request, Result};

const FIELDS: [&str; 5] = ["id", "description", "attribute", "operator", "values.value"];

pub(super) async fn rules(request: Request) -> Result<Reply> {
    change(request, RuleKind::Rules).await
}

pub(super) async fn target_rules(request: Request) -> Result<Reply> {
    change(request, RuleKind::TargetRules).await
}

pub(super) async fn buy_rules(request: Request) -> Result<Reply> {
    change(request, RuleKind::BuyRules).await
}

async fn change(request: Request, kind: RuleKind) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let done = flow::run(&request.ctx, id, kind, request.body_as()?).await?;
    let created = batch::rows(&request, "promotion_rule", &FIELDS, &done.created).await?;
    let updated = batch::rows(&request, "promotion_rule", &FIELDS, &done.updated).await?;
    let deleted = batch::deleted(&json!(done.deleted), "promotion-rule");
    Ok(Reply::ok(&json!({ "created": created, "updated": updated, "deleted": deleted })))
}

pub(super) async fn list(request: Request) -> Result<Reply> {
    let asked = request.query_as()?;
    let rules = rule_list::run(&request.ctx, request.param("id"), request.param("rule_type"), asked).await?;
    Ok(Reply::ok(&json!({ "rules": rules })))
}
