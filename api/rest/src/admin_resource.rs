//! Admin routes of a shop's own model: what they accept and show follows from its declaration.

use crate::resource::Resource;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;
use stheno_flows::plain::Plain;
use stheno_http::{QueryConfig, Request, Route, RouteSpec};
use stheno_kernel::Result;
use stheno_model::{FieldKind, FieldMeta, ModelMeta};
use stheno_workflow::RequestCtx;

/// Records a page without `limit` has.
const LIMIT: u64 = 20;
/// Columns that are written by nobody but the framework.
const KEPT: [&str; 3] = ["created_at", "updated_at", "deleted_at"];
/// Of schemas made here: each kind of column has one, and tests compile them all.
const COMPILES: &str = "a schema made of a model compiles";

/// `/admin/brands` and `/admin/brands/{id}` for the model `Brand`, whose aliases name both.
#[derive(Clone)]
pub struct AdminResource {
    model: &'static ModelMeta,
    resource: Resource,
    unwritten: Vec<&'static str>,
}

impl AdminResource {
    /// The resource of this model.
    pub fn of(model: fn() -> &'static ModelMeta) -> Self {
        let meta = model();
        let singular = meta.aliases.first().copied().unwrap_or(meta.table);
        let plural = meta.aliases.get(1).copied().unwrap_or(singular);
        let path: &'static str = format!("/admin/{}", plural.replace('_', "-")).leak();
        let one = format!("{path}/{{id}}").leak();
        let plain = Plain { model, flow: plural, event: singular, label: meta.entity };
        let resource = Resource { path, one, entity: singular, singular, plural, plain };
        Self { model: meta, resource, unwritten: KEPT.into() }
    }

    /// Bodies do not set these columns: the shop's own code does.
    #[must_use]
    pub fn keeping(mut self, columns: impl IntoIterator<Item = &'static str>) -> Self {
        self.unwritten.extend(columns);
        self
    }

    /// All five verbs, plain.
    pub fn routes(self) -> Vec<Route> {
        let resource = self.resource;
        let create = Route::post(resource.path, move |request| resource.create(request));
        self.with_create(create)
    }

    /// All five verbs, of which creation is a workflow that takes the body and answers the new record's id.
    pub fn created_by<I, F, Fut>(self, create: F) -> Vec<Route>
    where
        I: DeserializeOwned + Send + 'static,
        F: Fn(RequestCtx, I) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<String>> + Send + 'static,
    {
        let (resource, create) = (self.resource, Arc::new(create));
        let create = Route::post(resource.path, move |request: Request| {
            let create = Arc::clone(&create);
            async move {
                let id = create(request.ctx.clone(), request.body_as()?).await?;
                resource.answer(&request, &id).await
            }
        });
        self.with_create(create)
    }

    fn with_create(self, create: Route) -> Vec<Route> {
        let resource = self.resource;
        let one = || self.showing(false, &[("fields", json!({ "type": "string" }))]);
        let written = |is_new| one().with_body(&self.body(is_new).to_string()).expect(COMPILES);
        vec![
            Route::get(resource.path, move |request| resource.list(request)).with_spec(self.listing()),
            create.with_spec(written(true)),
            Route::get(resource.one, move |request| resource.retrieve(request)).with_spec(one()),
            Route::post(resource.one, move |request| resource.update(request)).with_spec(written(false)),
            Route::delete(resource.one, move |request| resource.delete(request))
                .with_spec(RouteSpec::admin()),
        ]
    }

    fn listing(&self) -> RouteSpec {
        let filters = filters(self.model);
        let group = json!({ "type": "array", "items": object(filters.clone(), &[]) });
        let whole = |default: u64| json!({ "type": "number", "default": default, "x-preprocess": "integer" });
        let mut members = vec![
            ("fields", json!({ "type": "string" })),
            ("offset", whole(0)),
            ("limit", whole(LIMIT)),
            ("order", json!({ "type": "string" })),
            ("with_deleted", json!({ "type": "boolean", "x-preprocess": "boolean" })),
        ];
        members.extend(filters);
        members.extend([("$and", group.clone()), ("$or", group)]);
        self.showing(true, &members)
    }

    fn showing(&self, is_list: bool, query: &[(&'static str, Json)]) -> RouteSpec {
        let shown = shown(self.model).filter(|field| field.name != "deleted_at");
        let config = QueryConfig {
            defaults: shown.map(|field| field.name.to_owned()).collect(),
            is_list,
            default_limit: is_list.then_some(LIMIT),
            entity: Some(self.resource.entity.to_owned()),
            ..QueryConfig::default()
        };
        let query = object(query.to_vec(), &[]).to_string();
        RouteSpec::admin().with_query(&query).expect(COMPILES).with_query_config(config)
    }

    /// What a body may set; a new record needs what is never null and has no default.
    fn body(&self, is_new: bool) -> Json {
        let key = self.model.key();
        let written: Vec<&FieldMeta> = shown(self.model)
            .filter(|field| field.name != key && !self.unwritten.contains(&field.name))
            .collect();
        let members = written.iter().map(|field| (field.name, value_of(field))).collect();
        let needed = written.iter().filter(|field| is_new && !field.nullable && field.default.is_none());
        object(members, &needed.map(|field| field.name).collect::<Vec<_>>())
    }
}

/// The columns that callers see and may set.
fn shown(model: &'static ModelMeta) -> impl Iterator<Item = &'static FieldMeta> {
    model.stored().filter(|field| !field.hidden && field.kind != FieldKind::RawBigNumber)
}

fn object(members: Vec<(&'static str, Json)>, required: &[&str]) -> Json {
    let members: Map<String, Json> =
        members.into_iter().map(|(name, json)| (name.to_owned(), json)).collect();
    json!({ "type": "object", "properties": members, "required": required, "additionalProperties": false })
}

fn value_of(field: &FieldMeta) -> Json {
    let schema = match field.kind {
        FieldKind::Text => json!({ "type": "string" }),
        FieldKind::Enum(values) => json!({ "type": "string", "enum": values }),
        FieldKind::Integer | FieldKind::Serial => json!({ "type": "integer" }),
        FieldKind::Float | FieldKind::BigNumber | FieldKind::RawBigNumber => json!({ "type": "number" }),
        FieldKind::Boolean => json!({ "type": "boolean" }),
        FieldKind::Time => json!({ "type": "string", "format": "date-time" }),
        FieldKind::Json => {
            json!({ "type": "object", "propertyNames": { "type": "string" }, "additionalProperties": {} })
        }
        FieldKind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
    };
    if field.nullable { json!({ "anyOf": [schema, { "type": "null" }], "x-nullable": true }) } else { schema }
}

/// What a list may be filtered by: every column, as Medusa's lists have it, and `q` where the model is searched.
fn filters(model: &'static ModelMeta) -> Vec<(&'static str, Json)> {
    let text = json!({ "type": "string" });
    let texts = json!({ "anyOf": [text, { "type": "array", "items": text }] });
    let number = json!({ "type": "number", "x-preprocess": "float" });
    let mut filters = Vec::new();
    if model.stored().any(|field| field.searchable) {
        filters.push(("q", text.clone()));
    }
    filters.extend(shown(model).filter_map(|field| {
        let schema = match field.kind {
            FieldKind::Text | FieldKind::Enum(_) => texts.clone(),
            FieldKind::Boolean => json!({ "type": "boolean", "x-boolean-string": true }),
            FieldKind::Time => compared(&text),
            FieldKind::Integer | FieldKind::Serial | FieldKind::Float | FieldKind::BigNumber => {
                compared(&number)
            }
            FieldKind::Json | FieldKind::RawBigNumber | FieldKind::Texts => return None,
        };
        Some((field.name, schema))
    }));
    filters
}

/// A value, or operators upon it.
fn compared(value: &Json) -> Json {
    let operators = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"].map(|name| (name, value.clone()));
    json!({ "anyOf": [value, object(operators.into(), &[])] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_model::Model;

    /// Something of a shop's own.
    #[derive(Model, Clone, Debug, Default)]
    #[model(prefix = "gift", aliases("gift_box", "gift_boxes"))]
    struct GiftBox {
        #[field(id)]
        id: String,
        #[field(search)]
        name: String,
        note: Option<String>,
        #[field(default = "1")]
        size: i64,
        #[field(hidden)]
        secret: Option<String>,
        chosen_by: Option<String>,
    }

    #[test]
    fn bodies_follow_from_the_model() {
        let resource = AdminResource::of(GiftBox::meta).keeping(["chosen_by"]);
        assert_eq!(resource.resource.one, "/admin/gift-boxes/{id}");
        let new = resource.body(true);
        let names: Vec<_> = new["properties"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["name", "note", "size"]);
        assert_eq!(new["required"], json!(["name"]));
        assert_eq!(resource.body(false)["required"], json!([]));
    }

    #[test]
    fn every_route_has_rules_that_hold_together() {
        let routes = AdminResource::of(GiftBox::meta).routes();
        let contract = stheno_http::Contract::default();
        let list = routes[0].spec(&contract).unwrap();
        let asked = json!({ "q": "x", "size": { "$gt": "2" }, "limit": "5" });
        let accepted = list.query().unwrap().validate(&asked).unwrap();
        assert_eq!(accepted["size"], json!({ "$gt": 2 }));
        assert!(list.query().unwrap().validate(&json!({ "secret": "x" })).is_err());
        let create = routes[1].spec(&contract).unwrap();
        let refused = create.body().unwrap().validate(&json!({ "note": null })).unwrap_err();
        assert_eq!(refused.message(), "Invalid request: Field 'name' is required");
        assert!(routes.iter().all(|route| route.spec(&contract).unwrap().auth.is_some()));
    }
}
