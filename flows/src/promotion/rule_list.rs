//! The rules of a promotion as people read them: with the names of attributes, operators and values.

use super::rule_attributes::{self, Asked, operator_label};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use stheno_kernel::Result;
use stheno_query::GraphRequest;
use stheno_workflow::RequestCtx;

const FIELDS: [&str; 11] = [
    "id",
    "type",
    "application_method.*",
    "application_method.target_rules.*",
    "application_method.target_rules.values.value",
    "application_method.buy_rules.*",
    "application_method.buy_rules.values.value",
    "rules.id",
    "rules.attribute",
    "rules.operator",
    "rules.values.value",
];

/// Rules of one kind of the promotion `id`. Attributes that no form offers are left out, as the contract has it.
pub async fn run(ctx: &RequestCtx, id: &str, rule_type: &str, asked: Asked) -> Result<Vec<Json>> {
    let promotion = promotion(ctx, id).await?;
    let method = promotion.get("application_method");
    let text = |json: Option<&Json>, name: &str| json?.get(name)?.as_str().map(str::to_owned);
    let asked = Asked {
        promotion_type: text(Some(&promotion), "type").or(asked.promotion_type),
        application_method_type: text(method, "type").or(asked.application_method_type),
        application_method_target_type: text(method, "target_type").or(asked.application_method_target_type),
    };
    let attributes = rule_attributes::of(rule_type, &asked)?;
    let name = rule_type.replace('-', "_");
    let held = if name == "rules" { promotion.get("rules") } else { method.and_then(|m| m.get(&name)) };
    let mut rules: Vec<Json> = attributes.iter().filter_map(|a| disguised(a, method)).collect();
    for rule in held.and_then(Json::as_array).into_iter().flatten() {
        let value = rule.get("attribute");
        if let Some(attribute) = attributes.iter().find(|a| a.get("value") == value) {
            rules.extend(labelled(ctx, attribute, rule).await?);
        }
    }
    Ok(rules)
}

async fn promotion(ctx: &RequestCtx, id: &str) -> Result<Json> {
    let question = GraphRequest::new("promotion").fields(FIELDS).filter(json!({ "id": id }));
    let answer = ctx.app.graph().query(ctx.app.database(), question).await?.to_json();
    Ok(answer.get(0).cloned().unwrap_or_default())
}

/// A number or a currency of the method, shown as a rule.
fn disguised(attribute: &Json, method: Option<&Json>) -> Option<Json> {
    if attribute.get("disguised") != Some(&Json::Bool(true)) {
        return None;
    }
    let id = attribute.get("id")?.as_str()?;
    let held = method.and_then(|m| m.get(id)).filter(|value| !value.is_null());
    if attribute.get("required") != Some(&Json::Bool(true)) && held.is_none() {
        return None;
    }
    let mut rule: Map<String, Json> = attribute.as_object()?.clone();
    rule.shift_remove("id");
    rule.shift_remove("value");
    rule.insert("attribute".into(), id.into());
    rule.insert("attribute_label".into(), attribute.get("label")?.clone());
    rule.insert("operator".into(), "eq".into());
    rule.insert("operator_label".into(), operator_label("eq").into());
    let values = match held {
        _ if attribute.get("field_type")?.as_str() == Some("number") => held.cloned().unwrap_or_default(),
        Some(value) => json!([{ "label": value, "value": value }]),
        None => json!([]),
    };
    rule.insert("values".into(), values);
    Some(rule.into())
}

/// The rule with the names of what it says; an attribute that is shown from the method is not shown again.
async fn labelled(ctx: &RequestCtx, attribute: &Json, rule: &Json) -> Result<Option<Json>> {
    let id = attribute.get("id").and_then(Json::as_str).unwrap_or_default();
    let is_shown = attribute.get("hydrate") == Some(&Json::Bool(true));
    let Some(source) = rule_attributes::source_of(id).filter(|_| !is_shown) else { return Ok(None) };
    let list = rule.get("values").and_then(Json::as_array).cloned().unwrap_or_default();
    let values: Vec<&str> = list.iter().filter_map(|v| v.get("value")?.as_str()).collect();
    let question = GraphRequest::new(source.entity)
        .fields([source.label, source.value])
        .filter(json!({ source.value: values }));
    let answer = ctx.app.graph().query(ctx.app.database(), question).await?;
    let rows = answer.rows();
    let labels: HashMap<&str, &str> =
        rows.iter().map(|row| (row.text(source.value), row.text(source.label))).collect();
    let named: Vec<Json> = values
        .iter()
        .map(|value| json!({ "value": value, "label": labels.get(value).unwrap_or(value) }))
        .collect();
    let mut shown: Map<String, Json> = attribute.as_object().cloned().unwrap_or_default();
    shown.extend(rule.as_object().cloned().unwrap_or_default());
    let operator = rule.get("operator").and_then(Json::as_str).unwrap_or_default();
    shown.insert("values".into(), named.into());
    shown.insert("attribute_label".into(), attribute.get("label").cloned().unwrap_or_default());
    shown.insert("operator_label".into(), operator_label(operator).into());
    Ok(Some(shown.into()))
}
