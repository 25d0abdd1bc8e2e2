//! What a shop or a crate of `api/` declares: method, path, handler.

use crate::contract::Contract;
use crate::reply::Reply;
use crate::request::Request;
use crate::spec::RouteSpec;
use axum::http::Method;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use stheno_kernel::Result;

type Answer = Pin<Box<dyn Future<Output = Result<Reply>> + Send>>;
pub(crate) type Handler = Arc<dyn Fn(Request) -> Answer + Send + Sync>;

/// One route. Its path is written as the contract writes it: `/store/carts/{id}/line-items`.
#[derive(Clone)]
pub struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
    pub(crate) spec: Option<Arc<RouteSpec>>,
}

impl Route {
    /// A route answered by `handler`.
    pub fn new<F, Fut>(method: Method, path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request| Box::pin(handler(request)));
        Self { method, path, handler, spec: None }
    }
    /// `GET`
    pub fn get<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Self::new(Method::GET, path, handler)
    }
    /// `POST`
    pub fn post<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Self::new(Method::POST, path, handler)
    }
    /// `DELETE`
    pub fn delete<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Self::new(Method::DELETE, path, handler)
    }
    /// `PUT`
    pub fn put<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Self::new(Method::PUT, path, handler)
    }
    /// What the contract does not say about a route of the shop's own, or says otherwise.
    #[must_use]
    pub fn with_spec(mut self, spec: RouteSpec) -> Self {
        self.spec = Some(Arc::new(spec));
        self
    }
    /// What the route says itself, or else the contract.
    pub fn spec(&self, contract: &Contract) -> Option<Arc<RouteSpec>> {
        self.spec.clone().or_else(|| contract.lookup(&self.method, self.path))
    }
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }
    /// The path as declared.
    pub fn path(&self) -> &'static str {
        self.path
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
