//! `GET /admin/promotions/rule-attribute-options/{rule_type}` and
//! `/admin/promotions/rule-value-options/{rule_type}/{rule_attribute_id}`: what rules may say.

use serde_json::{Map, Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::promotion::rule_attributes::{self, Asked, Source};
use stheno_http::{Reply, Request, Result};

pub(super) async fn attributes(request: Request) -> Result<Reply> {
    let asked: Asked = request.query_as()?;
    let attributes = rule_attributes::of(request.param("rule_type"), &asked)?;
    Ok(Reply::ok(&json!({ "attributes": attributes })))
}

pub(super) async fn values(mut request: Request) -> Result<Reply> {
    let filters = &mut request.selection.filters;
    let target = filters.shift_remove("application_method_target_type");
    let value = filters.shift_remove("value");
    let asked = Asked::of_target(target.as_ref().and_then(Json::as_str));
    let (rule_type, attribute) = (request.param("rule_type"), request.param("rule_attribute_id"));
    let Source { entity, label, value: key } = rule_attributes::source(rule_type, attribute, &asked)?;
    if let Some(value) = value {
        request.selection.filters.insert(key.to_owned(), value);
    }
    request.selection.fields = vec![label.to_owned(), key.to_owned()];
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), read::question(&request, entity)).await?;
    let values: Vec<Json> =
        answer.rows().iter().map(|row| json!({ "label": row.text(label), "value": row.text(key) })).collect();
    let (offset, limit) = answer.page();
    let mut page = Map::new();
    page.insert("values".to_owned(), values.into());
    page.insert("count".to_owned(), answer.count().into());
    page.insert("offset".to_owned(), offset.into());
    page.insert("limit".to_owned(), limit.into());
    Ok(Reply::ok(&Json::Object(page)))
}
