//! Links between any two records, for programs that are not in Rust. `POST /admin/links` links pairs.

mod delete;
mod dismiss;
mod list;
mod restore;

use serde_json::Value as Json;
use stheno_flows::common::create_links;
use stheno_http::{Reply, Request, Result, Route, RouteSpec};
use stheno_kernel::JsonWriter;
use stheno_link::{LinkInput, LinkRow};

/// `{links: [{<left module>: {<left key>: id}, <right module>: {<right key>: id}, data?}]}`, keys in the link's direction.
const PAIRS: &str = r#"{
    "type": "object",
    "properties": { "links": { "type": "array", "items": { "type": "object", "additionalProperties": true } } },
    "required": ["links"],
    "additionalProperties": false
}"#;

/// `{<module>: {<key>: [ids]}}`
const KEYS: &str = r#"{
    "type": "object",
    "properties": {},
    "additionalProperties": { "type": "object", "additionalProperties": true }
}"#;

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![of_pairs(Route::post("/admin/links", create))];
    [own, dismiss::routes(), list::routes(), delete::routes(), restore::routes()].concat()
}

async fn create(request: Request) -> Result<Reply> {
    let links = LinkInput::parse(pairs(&request))?;
    Ok(answer(&create_links::run_known(&request.ctx, links).await?))
}

/// A route whose body is [`PAIRS`].
fn of_pairs(route: Route) -> Route {
    route.with_spec(RouteSpec::admin().with_body(PAIRS).expect("the schema is sound"))
}

/// A route whose body is [`KEYS`].
fn of_keys(route: Route) -> Route {
    route.with_spec(RouteSpec::admin().with_body(KEYS).expect("the schema is sound"))
}

fn pairs(request: &Request) -> &Json {
    request.body.get("links").unwrap_or(&Json::Null)
}

/// `{links: [rows]}`: both keys, the row's id, further columns, times.
fn answer(rows: &[LinkRow]) -> Reply {
    let mut out = JsonWriter::default();
    out.begin_object();
    out.key("links");
    out.begin_array();
    rows.iter().for_each(|row| row.write(&mut out));
    out.end_array();
    out.end_object();
    Reply::json(out.into_bytes())
}
