//! `POST /admin/query`: `query.graph` for programs that are not in Rust.

use serde_json::Value as Json;
use stheno_flows::pricing::asked;
use stheno_http::{Reply, Request, Result, Route, RouteSpec};
use stheno_kernel::JsonWriter;
use stheno_query::{Answer, GraphRequest, Limits};

/// Filters, contexts and orders are checked by the graph, which knows what they are about.
const BODY: &str = r#"{
    "type": "object",
    "properties": {
        "entity": { "type": "string", "minLength": 1 },
        "fields": { "type": "array", "items": { "type": "string" } },
        "filters": { "type": "object", "additionalProperties": true },
        "pagination": {
            "type": "object",
            "properties": {
                "skip": { "type": "integer", "minimum": 0 },
                "take": { "type": "integer", "minimum": 0 },
                "order": { "type": "object", "additionalProperties": true },
                "relations": { "type": "object", "additionalProperties": true }
            },
            "additionalProperties": false
        },
        "context": { "type": "object", "additionalProperties": true },
        "with_deleted": { "type": "boolean" },
        "options": {
            "type": "object",
            "properties": {
                "throw_if_key_not_found": { "type": "boolean" },
                "throw_if_relation_not_found": {
                    "anyOf": [{ "type": "boolean" }, { "type": "array", "items": { "type": "string" } }]
                }
            },
            "additionalProperties": false
        }
    },
    "required": ["entity", "fields"],
    "additionalProperties": false
}"#;

pub(crate) fn routes() -> Vec<Route> {
    let spec = RouteSpec::admin().with_body(BODY).expect("the schema is sound");
    vec![Route::post("/admin/query", handle).with_spec(spec)]
}

async fn handle(mut request: Request) -> Result<Reply> {
    let body = Json::Object(std::mem::take(&mut request.body));
    let config = request.http.config();
    let limits = Limits { depth: Some(config.query_depth_max), take: Some(config.query_take_max) };
    let mut question = GraphRequest::parse(&body)?.limits(limits);
    if body["pagination"]["take"].is_null() {
        question = question.take(config.query_take_max);
    }
    let answer = asked::query(&request.ctx, body["entity"].as_str().unwrap_or_default(), question).await?;
    Ok(Reply::json(written(&answer)))
}

/// `{data, metadata: {skip, take, count}}`, without `metadata` where nothing was to be skipped.
fn written(answer: &Answer) -> Vec<u8> {
    let mut out = JsonWriter::default();
    out.begin_object();
    out.key("data");
    answer.write_rows(&mut out);
    if let Some(count) = answer.count() {
        let (skip, take) = answer.page();
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        out.key("metadata");
        out.begin_object();
        for (name, number) in
            [("skip", number(skip)), ("take", number(take.unwrap_or_default())), ("count", count)]
        {
            out.key(name);
            out.value(&number.into());
        }
        out.end_object();
    }
    out.end_object();
    out.into_bytes()
}
