//! What a handler is handed: who asks, and data that the contract has accepted.

use crate::auth::{AuthContext, PublishableKey, SessionHandle, Sessions};
use crate::fields::Selection;
use crate::reply::Reply;
use crate::server::Http;
use axum::http::{HeaderMap, Method, Uri};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;
use stheno_database::Tx;
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// A request that passed its route's rules.
pub struct Request {
    /// The first parameter of every use case.
    pub ctx: RequestCtx,
    /// Parameters of the path.
    pub params: Params,
    /// Fields, page and filters asked for.
    pub selection: Selection,
    /// The validated query; as it was sent if the route has no schema for it.
    pub query: Map<String, Value>,
    /// The validated body; as it was sent if the route has no schema for it; empty if it is no object.
    pub body: Map<String, Value>,
    /// The claims of token or session, if one was accepted.
    pub auth: Option<Arc<AuthContext>>,
    /// The publishable key, on store routes.
    pub publishable_key: Option<PublishableKey>,
    /// Headers as sent.
    pub headers: HeaderMap,
    /// What was sent, unread.
    pub raw: RawParts,
    /// The session of the cookie, perhaps none yet.
    pub session: SessionHandle,
    /// Tokens, sessions, configuration.
    pub http: Arc<Http>,
}

/// What was sent, unread.
#[derive(Clone, Debug, Default)]
pub struct RawParts {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// The body's bytes.
    pub body: Bytes,
    /// The query as its brackets describe it, before validation.
    pub query: Map<String, Value>,
}

/// Parameters of a path, decoded, in the order of the path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub(crate) Vec<(Arc<str>, String)>);

impl Params {
    /// The parameter of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, value)| value.as_str())
    }
}

impl Request {
    /// The parameter of the path; empty if the route has none of this name.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).unwrap_or_default()
    }
    /// The body as a type. Fails with `invalid_data` where the type is narrower than the contract's schema.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T> {
        read(&self.body)
    }
    /// The query as a type.
    pub fn query_as<T: DeserializeOwned>(&self) -> Result<T> {
        read(&self.query)
    }
    /// What a shop sent for its own hooks.
    pub fn additional_data(&self) -> Option<&Map<String, Value>> {
        self.body.get("additional_data").and_then(Value::as_object)
    }
    /// Takes `additional_data` out of the body.
    pub fn take_additional_data(&mut self) -> Option<Map<String, Value>> {
        match self.body.shift_remove("additional_data") {
            Some(Value::Object(data)) => Some(data),
            _ => None,
        }
    }
    /// Takes a parameter of the query out of the filters; null if it was not sent.
    pub fn take_filter(&mut self, name: &str) -> Value {
        self.selection.filters.shift_remove(name).unwrap_or_default()
    }
    /// The id of the actor; routes that let only registered actors through may rely on it.
    pub fn actor_id(&self) -> &str {
        &self.ctx.actor.id
    }
    /// The id of the logged-in customer.
    pub fn customer_id(&self) -> Option<&str> {
        self.ctx.actor.id_of("customer")
    }
    /// Sessions, started and ended with whatever else the request does.
    pub fn sessions(&self) -> Sessions {
        self.http.sessions().within(self.ctx.app.database())
    }
    /// Runs the handler as one piece of work: all that it writes is committed together, or nothing of it. Where the request is
    /// one already, by its idempotency key, that is what it becomes a part of.
    pub async fn as_one<F, Fut>(mut self, handler: F) -> Result<Reply>
    where
        F: FnOnce(Self) -> Fut + Send,
        Fut: Future<Output = Result<Reply>> + Send,
    {
        if self.ctx.is_begun() {
            return handler(self).await;
        }
        let (ctx, work) = self.ctx.begin();
        self.ctx = ctx;
        match handler(self).await {
            Ok(reply) => {
                work.finish(|_: Tx| async { Ok(()) }).await?;
                Ok(reply)
            }
            Err(error) => {
                work.abandon().await;
                Err(error)
            }
        }
    }
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

fn read<T: DeserializeOwned>(map: &Map<String, Value>) -> Result<T> {
    T::deserialize(map)
        .map_err(|error| Error::invalid_data(format!("Invalid request: {error}")).with_source(error))
}
