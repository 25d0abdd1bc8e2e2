//! OpenAPI 3.1 from the served routes and what the contract says of them.
//!
//! Bodies and queries are the schemas that requests are validated by. Answers are objects without a schema of their own:
//! what they hold is chosen by `fields`, whose defaults each route lists.

use serde_json::{Map, Value as Json, json};
use stheno_http::idempotency::KEY_LEN_MAX;
use stheno_http::{AuthRule, Contract, Credential, Dialect, Method, QueryConfig, Route, RouteSpec};

/// The document. Routes that neither contract nor spec describes are left out, as they answer nothing but 500.
pub(crate) fn document(routes: &[Route], contract: &Contract, title: &str, version: &str) -> Json {
    let mut paths = Map::new();
    let mut schemas = Map::from_iter([("Error".to_owned(), error_schema())]);
    let mut sorted: Vec<&Route> = routes.iter().collect();
    sorted.sort_by_key(|route| (route.path(), route.method().as_str()));
    for route in sorted {
        let Some(spec) = route.spec(contract) else { continue };
        let methods = paths.entry(route.path().replace("{*", "{")).or_insert_with(|| json!({}));
        let operation = operation(route, &spec, &mut schemas);
        methods[route.method().as_str().to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": version },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas, "parameters": shared_parameters(), "securitySchemes": security_schemes() },
    })
}

fn operation(route: &Route, spec: &RouteSpec, schemas: &mut Map<String, Json>) -> Json {
    let id = operation_id(route.method(), route.path());
    let mut parameters = path_parameters(route.path());
    if let Some(query) = spec.query_schema().and_then(|text| schema(text, &id, schemas)) {
        parameters.extend(query_parameters(&query, spec.query_config.as_ref()));
    }
    if route.method() != Method::GET {
        parameters.push(idempotency_key());
    }
    let mut operation = json!({
        "operationId": id,
        "tags": [tag(route.path())],
        "parameters": parameters,
        "responses": responses(spec),
    });
    if let Some(body) = spec.body_schema().and_then(|text| schema(text, &id, schemas)) {
        let required = body.get("required").and_then(Json::as_array).is_some_and(|names| !names.is_empty());
        operation["requestBody"] =
            json!({ "required": required, "content": { "application/json": { "schema": body } } });
    }
    let security = security(spec);
    if !security.is_empty() {
        operation["security"] = security.into();
    }
    operation
}

/// `GET /store/carts/{id}/line-items` as `GetStoreCartsIdLineItems`.
fn operation_id(method: &Method, path: &str) -> String {
    let method = method.as_str().to_ascii_lowercase();
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method.as_str()).chain(words).map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The first two segments of a path.
fn tag(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
    segments.take(2).collect::<Vec<_>>().join(" ")
}

/// A schema as the document may hold it: what it defines moves to the components, under a name of its own.
fn schema(text: &str, operation: &str, schemas: &mut Map<String, Json>) -> Option<Json> {
    let mut schema: Json = serde_json::from_str(text).ok()?;
    let defs = schema.as_object_mut().and_then(|members| members.shift_remove("$defs"));
    relocate(&mut schema, operation);
    if let Some(Json::Object(defs)) = defs {
        for (name, mut def) in defs {
            relocate(&mut def, operation);
            schemas.insert(format!("{operation}.{name}"), def);
        }
    }
    Some(schema)
}

fn relocate(schema: &mut Json, operation: &str) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(|item| relocate(item, operation)),
        Json::Object(members) => {
            for (name, member) in members {
                match member.as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
                    Some(def) if name == "$ref" => {
                        *member = format!("#/components/schemas/{operation}.{def}").into();
                    }
                    _ => relocate(member, operation),
                }
            }
        }
        _ => {}
    }
}

fn path_parameters(path: &str) -> Vec<Json> {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let name = |name: &str| name.trim_start_matches('*').to_owned();
    names
        .map(|n| json!({ "name": name(n), "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect()
}

fn idempotency_key() -> Json {
    json!({ "$ref": "#/components/parameters/IdempotencyKey" })
}

fn shared_parameters() -> Json {
    json!({ "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The request has one effect however often it is sent with this key, and is answered as it was first, for 24 \
            hours. Another request with the key is refused (422 `idempotency_error`), one at the same time as well (409).",
        "schema": { "type": "string", "minLength": 1, "maxLength": KEY_LEN_MAX, "pattern": "^[\\x21-\\x7e]+$" },
    } })
}

fn query_parameters(query: &Json, config: Option<&QueryConfig>) -> Vec<Json> {
    let required: Vec<&str> =
        query["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let Some(members) = query["properties"].as_object() else { return Vec::new() };
    let parameter = |(name, schema): (&String, &Json)| {
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema });
        if required.contains(&name.as_str()) {
            parameter["required"] = true.into();
        }
        if takes_members(schema) {
            parameter["style"] = "deepObject".into();
            parameter["explode"] = true.into();
        }
        if let Some(config) = config.filter(|config| name == "fields" && !config.defaults.is_empty()) {
            parameter["description"] = format!("Without it: `{}`.", config.defaults.join(",")).into();
        }
        parameter
    };
    members.iter().map(parameter).collect()
}

/// Whether a parameter may be written `name[member]=value`.
fn takes_members(schema: &Json) -> bool {
    let options = schema["anyOf"].as_array().into_iter().flatten();
    schema["type"] == "object" || options.into_iter().any(takes_members)
}

fn responses(spec: &RouteSpec) -> Json {
    let list = spec.query_config.as_ref().is_some_and(|config| config.is_list);
    let what = if list { "A page of records." } else { "Done." };
    let schema = if list {
        let number = json!({ "type": "integer" });
        json!({
            "type": "object",
            "properties": { "count": number, "offset": number, "limit": number },
            "required": ["count", "offset", "limit"],
        })
    } else {
        json!({ "type": "object" })
    };
    let error = json!({
        "description": "Refused; the status says which kind of error it is.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    });
    json!({
        "2XX": { "description": what, "content": { "application/json": { "schema": schema } } },
        "default": error,
    })
}

/// The ways to be let in; an empty one stands for nobody.
fn security(spec: &RouteSpec) -> Vec<Json> {
    let named = |scheme: Option<&str>| {
        let mut needs = Map::new();
        if spec.publishable_key {
            needs.insert("publishable_key".into(), json!([]));
        }
        if let Some(scheme) = scheme {
            needs.insert(scheme.into(), json!([]));
        }
        Json::Object(needs)
    };
    let mut ways: Vec<Json> = match &spec.auth {
        Some(rule) => rule.by.iter().map(|by| named(Some(scheme_of(*by, rule, spec.dialect)))).collect(),
        None => Vec::new(),
    };
    let open = spec.auth.as_ref().is_none_or(|rule| rule.allow_unauthenticated);
    if open && (spec.publishable_key || !ways.is_empty()) {
        ways.push(named(None));
    }
    ways
}

fn scheme_of(credential: Credential, rule: &AuthRule, dialect: Dialect) -> &'static str {
    match (credential, rule.actor.as_str()) {
        (Credential::Bearer, "customer") if dialect == Dialect::V1 => "v1_customer_token",
        (Credential::Bearer, "user") => "user_token",
        (Credential::Bearer, "customer") => "customer_token",
        (Credential::Bearer, _) => "token",
        (Credential::Session, _) => "session",
        (Credential::ApiKey, _) => "secret_key",
    }
}

fn security_schemes() -> Json {
    let token = |of: &str| json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": format!("The token of {of}.") });
    json!({
        "publishable_key": { "type": "apiKey", "in": "header", "name": "x-publishable-api-key" },
        "user_token": token("a user, from `POST /auth/user/emailpass`"),
        "customer_token": token("a customer, from `POST /auth/customer/emailpass`"),
        "v1_customer_token": token("a customer, from `POST /v1/store/auth/token`"),
        "token": token("any actor, from `POST /auth/{actor_type}/{auth_provider}`"),
        "session": { "type": "apiKey", "in": "cookie", "name": "connect.sid" },
        "secret_key": { "type": "http", "scheme": "basic", "description": "The secret API key as the user name." },
    })
}

fn error_schema() -> Json {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "properties": { "type": text, "message": text, "code": text },
        "required": ["message"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_http::{Reply, Request, Result};

    const BODY: &str = r##"{"$defs":{"n0":{"type":"string"}},"type":"object",
        "properties":{"name":{"$ref":"#/$defs/n0"}},"required":["name"],"additionalProperties":false}"##;
    const QUERY: &str = r#"{"type":"object","properties":{"fields":{"type":"string"},
        "created_at":{"type":"object","properties":{"$gt":{"type":"string"}}}}}"#;

    async fn nothing(_: Request) -> Result<Reply> {
        Ok(Reply::ok(&json!({})))
    }

    #[test]
    fn a_route_of_a_shop_is_described_whole() {
        let config = QueryConfig {
            defaults: vec!["id".into(), "name".into()],
            is_list: true,
            ..QueryConfig::default()
        };
        let list = RouteSpec::store().with_query(QUERY).unwrap().with_query_config(config);
        let create = RouteSpec::admin().with_body(BODY).unwrap();
        let routes = [
            Route::post("/admin/brands/{id}/name", nothing).with_spec(create),
            Route::get("/store/brands", nothing).with_spec(list),
            Route::get("/store/undescribed", nothing),
        ];
        let document = document(&routes, &Contract::default(), "A shop", "1");
        let expected: Json = serde_json::from_str(include_str!("openapi.snapshot.json")).unwrap();
        assert_eq!(document, expected, "{}", serde_json::to_string_pretty(&document).unwrap());
    }

    #[test]
    fn operations_are_named_after_method_and_path() {
        assert_eq!(operation_id(&Method::POST, "/store/carts/{id}/line-items"), "PostStoreCartsIdLineItems");
        assert_eq!(
            (tag("/auth/{actor_type}/x"), tag("/store/carts/{id}")),
            ("auth x".into(), "store carts".into())
        );
    }
}
