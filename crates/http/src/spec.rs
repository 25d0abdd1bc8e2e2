//! What the contract says about one route: who may call it, what it accepts, what it shows.

use crate::dialect::Dialect;
use crate::fields::QueryConfig;
use crate::schema::{CompileError, Schema};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::OnceLock;
use stheno_kernel::Result;

/// How an actor may show who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// A JWT in `Authorization: Bearer`.
    Bearer,
    /// The cookie of a session.
    Session,
    /// A secret API key in `Authorization: Basic`.
    ApiKey,
}

/// Who may call a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthRule {
    /// `user`, `customer`, a shop's own, or `*` for any.
    pub actor: String,
    /// What is looked at.
    pub by: Vec<Credential>,
    /// An identity without a record (a registration token) is let through.
    pub allow_unregistered: bool,
    /// Nobody is let through too.
    pub allow_unauthenticated: bool,
    /// An identity with a second factor must have shown it.
    pub require_mfa: bool,
}

impl AuthRule {
    /// Users of the dashboard, by token, session or secret key.
    pub fn user() -> Self {
        let by = vec![Credential::Bearer, Credential::Session, Credential::ApiKey];
        Self::new("user", by)
    }
    /// Logged-in customers.
    pub fn customer() -> Self {
        Self::new("customer", vec![Credential::Session, Credential::Bearer])
    }
    /// Customers, or nobody.
    pub fn customer_or_nobody() -> Self {
        Self { allow_unauthenticated: true, require_mfa: false, ..Self::customer() }
    }
    /// Actors of a kind, by these credentials.
    pub fn new(actor: impl Into<String>, by: Vec<Credential>) -> Self {
        let actor = actor.into();
        Self { actor, by, allow_unregistered: false, allow_unauthenticated: false, require_mfa: true }
    }
}

/// How the body of a request is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyMode {
    /// By its content type: JSON, form or text.
    #[default]
    Parsed,
    /// Not at all: the handler reads the bytes (uploads, signed webhooks).
    Raw,
}

/// A schema that is compiled when a request first needs it.
#[derive(Clone, Debug, Default)]
struct LazySchema {
    json: Option<Cow<'static, str>>,
    compiled: OnceLock<Option<Schema>>,
}

impl LazySchema {
    fn new(json: Option<&'static RawValue>) -> Self {
        Self { json: json.map(|json| json.get().into()), compiled: OnceLock::new() }
    }
    fn get(&self) -> Option<&Schema> {
        let json = self.json.as_deref()?;
        self.compiled.get_or_init(|| compiled(json)).as_ref()
    }
}

fn compiled(json: &str) -> Option<Schema> {
    // The contract's schemas are compiled by a test each; a shop's own are compiled when it says them.
    Schema::compile(json)
        .inspect_err(|error| tracing::error!(error.cause = %error, "a schema is unusable"))
        .ok()
}

/// What the contract says about one route.
#[derive(Clone, Debug, Default)]
pub struct RouteSpec {
    /// How it speaks.
    pub dialect: Dialect,
    /// Who may call it; nothing means anybody.
    pub auth: Option<AuthRule>,
    /// Whether a publishable key must be sent.
    pub publishable_key: bool,
    /// Fields and pages, if the route shows records.
    pub query_config: Option<QueryConfig>,
    /// How the body is read.
    pub body_mode: BodyMode,
    /// Bytes of a body at most; nothing means the server's limit.
    pub body_limit: Option<usize>,
    /// What role-based access asks for: `(resource, operation)`.
    pub policies: Vec<(String, String)>,
    pub(crate) query_first: bool,
    body: LazySchema,
    query: LazySchema,
}

impl RouteSpec {
    /// Open to anybody.
    pub fn public() -> Self {
        Self::default()
    }
    /// For users of the dashboard.
    pub fn admin() -> Self {
        Self { auth: Some(AuthRule::user()), ..Self::default() }
    }
    /// For shoppers: a publishable key, and a customer or nobody.
    pub fn store() -> Self {
        let auth = Some(AuthRule::customer_or_nobody());
        Self { auth, publishable_key: true, ..Self::default() }
    }
    /// For logged-in customers, with a publishable key.
    pub fn customer() -> Self {
        Self { auth: Some(AuthRule::customer()), publishable_key: true, ..Self::default() }
    }
    /// For customers of Medusa 1, logged in.
    pub fn v1_customer() -> Self {
        Self { dialect: Dialect::V1, auth: Some(AuthRule::customer()), ..Self::default() }
    }
    /// Another rule of who may call.
    #[must_use]
    pub fn with_auth(mut self, auth: AuthRule) -> Self {
        self.auth = Some(auth);
        self
    }
    /// Validates bodies by this JSON Schema.
    pub fn with_body(mut self, schema: &str) -> Result<Self, CompileError> {
        self.body = LazySchema::given(schema, Schema::compile(schema)?);
        Ok(self)
    }
    /// Validates queries by this JSON Schema.
    pub fn with_query(mut self, schema: &str) -> Result<Self, CompileError> {
        self.query = LazySchema::given(schema, Schema::compile(schema)?);
        Ok(self)
    }
    /// Selects fields and pages by this.
    #[must_use]
    pub fn with_query_config(mut self, config: QueryConfig) -> Self {
        self.query_config = Some(config);
        self
    }
    /// Accepts bodies of up to `limit` bytes.
    #[must_use]
    pub fn with_body_limit(mut self, limit: usize) -> Self {
        self.body_limit = Some(limit);
        self
    }
    /// Leaves the body to the handler, up to `limit` bytes.
    #[must_use]
    pub fn with_raw_body(mut self, limit: usize) -> Self {
        self.body_mode = BodyMode::Raw;
        self.body_limit = Some(limit);
        self
    }
    /// Lets `fields` and `order` name these too, where the route says what they may name.
    #[must_use]
    pub fn allow(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        if let Some(config) = self.query_config.as_mut().filter(|config| !config.allowed.is_empty()) {
            config.allowed.extend(fields.into_iter().map(str::to_owned));
        }
        self
    }
    /// Accepts further members in the query: `{"brand": {"type": "string"}}`.
    pub fn and_query(mut self, members: &Value, required: &[&str]) -> Result<Self, CompileError> {
        self.query = self.query.and(members, required)?;
        Ok(self)
    }
    /// Accepts further members in the body; one that is there already gets this schema.
    pub fn and_body(mut self, members: &Value, required: &[&str]) -> Result<Self, CompileError> {
        self.body = self.body.and(members, required)?;
        Ok(self)
    }
    /// Says what `additional_data`, which is for the hooks of a shop, holds; the rest of it is passed over. Without this it
    /// may hold anything.
    pub fn additional_data(self, members: &Value) -> Result<Self, CompileError> {
        let schema = json!({ "type": "object", "properties": members });
        let schema = json!({ "anyOf": [schema, { "type": "null" }], "x-nullable": true });
        self.and_body(&json!({ "additional_data": schema }), &[])
    }
    /// Whether bodies are validated.
    pub fn has_body(&self) -> bool {
        self.body.json.is_some()
    }
    /// Whether queries are validated.
    pub fn has_query(&self) -> bool {
        self.query.json.is_some()
    }
    /// The JSON Schema of bodies.
    pub fn body_schema(&self) -> Option<&str> {
        self.body.json.as_deref()
    }
    /// The JSON Schema of queries.
    pub fn query_schema(&self) -> Option<&str> {
        self.query.json.as_deref()
    }
    /// The validator of bodies.
    pub fn body(&self) -> Option<&Schema> {
        self.body.get()
    }
    /// The validator of queries.
    pub fn query(&self) -> Option<&Schema> {
        self.query.get()
    }
}

impl LazySchema {
    fn given(json: &str, schema: Schema) -> Self {
        Self { json: Some(json.to_owned().into()), compiled: OnceLock::from(Some(schema)) }
    }
    /// The schema with further members; where there was none, an object of these.
    fn and(&self, members: &Value, required: &[&str]) -> Result<Self, CompileError> {
        let strict = r#"{"type":"object","additionalProperties":false}"#;
        let mut schema: Value = serde_json::from_str(self.json.as_deref().unwrap_or(strict))?;
        for (name, member) in members.as_object().into_iter().flatten() {
            schema["properties"][name] = member.clone();
        }
        if !required.is_empty() {
            let known = schema["required"].as_array().cloned().unwrap_or_default();
            schema["required"] = known.into_iter().chain(required.iter().map(|name| json!(name))).collect();
        }
        let text = schema.to_string();
        Ok(Self::given(&text, Schema::compile(&text)?))
    }
}

/// A route as the contract's files write it.
#[derive(Deserialize)]
pub(crate) struct RawRoute {
    pub method: String,
    pub path: String,
    #[serde(default)]
    dialect: Dialect,
    auth: Option<RawAuth>,
    publishable_key: Option<String>,
    #[serde(borrow)]
    body: Option<&'static RawValue>,
    #[serde(borrow)]
    query: Option<&'static RawValue>,
    query_config: Option<QueryConfig>,
    #[serde(default)]
    validates_query_first: bool,
    #[serde(default)]
    raw_body: bool,
    body_limit: Option<String>,
    #[serde(default)]
    policies: Vec<RawPolicy>,
}

#[derive(Deserialize)]
struct RawPolicy {
    resource: String,
    operation: OneOrMany<String>,
}

impl RawPolicy {
    fn pairs(self) -> impl Iterator<Item = (String, String)> {
        let Self { resource, operation } = self;
        operation.into_vec().into_iter().map(move |operation| (resource.clone(), operation))
    }
}

#[derive(Deserialize)]
struct RawAuth {
    actor: String,
    by: OneOrMany<Credential>,
    #[serde(default)]
    options: RawOptions,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawOptions {
    allow_unregistered: bool,
    allow_unauthenticated: bool,
    require_mfa: Option<bool>,
}

impl From<RawAuth> for AuthRule {
    fn from(raw: RawAuth) -> Self {
        let RawOptions { allow_unregistered, allow_unauthenticated, require_mfa } = raw.options;
        let by = raw.by.into_vec();
        let require_mfa = require_mfa.unwrap_or(!allow_unauthenticated);
        Self { actor: raw.actor, by, allow_unregistered, allow_unauthenticated, require_mfa }
    }
}

impl From<RawRoute> for RouteSpec {
    fn from(raw: RawRoute) -> Self {
        let is_store = raw.path.starts_with("/store");
        // Every store route looks who asks, even where the contract asks for nobody.
        let auth = raw.auth.map(AuthRule::from).or_else(|| is_store.then(AuthRule::customer_or_nobody));
        let body_mode = if raw.raw_body { BodyMode::Raw } else { BodyMode::Parsed };
        Self {
            dialect: raw.dialect,
            auth,
            publishable_key: raw.publishable_key.as_deref() == Some("required"),
            query_config: raw.query_config,
            body_mode,
            body_limit: raw.body_limit.as_deref().and_then(bytes_of),
            policies: raw.policies.into_iter().flat_map(RawPolicy::pairs).collect(),
            query_first: raw.validates_query_first,
            body: LazySchema::new(raw.body),
            query: LazySchema::new(raw.query),
        }
    }
}

/// `2mb` as bytes.
fn bytes_of(text: &str) -> Option<usize> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let factor = match unit {
        "kb" => 1 << 10,
        "mb" => 1 << 20,
        _ => return None,
    };
    number.parse::<usize>().ok().map(|n| n * factor)
}
