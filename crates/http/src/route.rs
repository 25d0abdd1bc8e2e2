//! What a shop or a crate of `api/` declares: method, path, handler.

use crate::contract::{Amendment, Contract};
use crate::reply::Reply;
use crate::request::Request;
use crate::spec::RouteSpec;
use axum::http::Method;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use stheno_kernel::{Error, Result};

type Answer = Pin<Box<dyn Future<Output = Result<Reply>> + Send>>;
pub(crate) type Handler = Arc<dyn Fn(Request) -> Answer + Send + Sync>;

/// One route. Its path is written as the contract writes it: `/store/carts/{id}/line-items`.
#[derive(Clone)]
pub struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
    pub(crate) spec: Source,
}

/// Where a route's rules stand.
#[derive(Clone)]
pub(crate) enum Source {
    /// In the contract, under this path; changed, if it is another's.
    Contract(&'static str, Option<Amendment>),
    /// With the route.
    Own(Arc<RouteSpec>),
}

impl Source {
    /// Looks the rules of a method up; errs where a change of them is no good.
    pub(crate) fn find(&self, method: &Method, contract: &Contract) -> Result<Option<Arc<RouteSpec>>> {
        match self {
            Self::Own(spec) => Ok(Some(Arc::clone(spec))),
            Self::Contract(path, None) => Ok(contract.lookup(method, path)),
            Self::Contract(path, Some(change)) => {
                let found = contract.lookup(method, path);
                let spec = found.ok_or_else(|| Error::invalid_data(format!("No route {method} {path}")))?;
                Ok(Some(Arc::new(change(RouteSpec::clone(&spec))?)))
            }
        }
    }
}

impl Route {
    /// A route answered by `handler`.
    pub fn new<F, Fut>(method: Method, path: &'static str, handler: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request| Box::pin(handler(request)));
        Self { method, path, handler, spec: Source::Contract(path, None) }
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
        self.spec = Source::Own(Arc::new(spec));
        self
    }
    /// Has the rules that the contract (or a shop's amendment of it) gives to `path`, with `change` made to them.
    #[must_use]
    pub fn like(
        mut self,
        path: &'static str,
        change: impl Fn(RouteSpec) -> Result<RouteSpec> + Send + Sync + 'static,
    ) -> Self {
        self.spec = Source::Contract(path, Some(Arc::new(change)));
        self
    }
    /// What the route says itself, or else the contract.
    pub fn spec(&self, contract: &Contract) -> Option<Arc<RouteSpec>> {
        self.spec.find(&self.method, contract).ok().flatten()
    }
    /// Errs where the route says something of its rules that is no good. Reads no file of the contract for the others.
    pub fn check(&self, contract: &Contract) -> Result<()> {
        match &self.spec {
            Source::Contract(_, None) => Ok(()),
            said => said.find(&self.method, contract).map(drop),
        }
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
