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
    pub(crate) tries: Option<&'static str>,
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
        Self { method, path, handler, spec: Source::Contract(path, None), tries: None }
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
    /// Counts its calls as attempts with the name that this member of the body holds, and refuses what is too often.
    #[must_use]
    pub fn tries(mut self, member: &'static str) -> Self {
        self.tries = Some(member);
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const FILES: &[(&str, &str)] = &[(
        "store-things",
        r#"[{"method":"GET","path":"/store/things","publishable_key":"required",
            "query":{"type":"object","properties":{"fields":{"type":"string"}},"additionalProperties":false},
            "query_config":{"defaults":["id"],"allowed":["id"]}}]"#,
    )];

    async fn nothing(_: Request) -> Result<Reply> {
        Ok(Reply::ok(&json!({})))
    }

    fn like(path: &'static str) -> Route {
        Route::get("/store/brand-things", nothing)
            .like(path, |spec| Ok(spec.and_query(&json!({ "brand": { "type": "string" } }), &["brand"])?))
    }

    fn accepts(spec: &RouteSpec, query: &Value) -> bool {
        spec.query().is_some_and(|schema| schema.validate(query).is_ok())
    }

    #[test]
    fn a_route_is_like_another_and_more() {
        let contract = Contract::new(FILES);
        let spec = like("/store/things").spec(&contract).expect("the contract knows it");
        assert!(spec.publishable_key);
        assert!(accepts(&spec, &json!({ "brand": "x", "fields": "id" })));
        assert!(
            !accepts(&spec, &json!({ "fields": "id" })) && !accepts(&spec, &json!({ "brand": "x", "y": "" }))
        );
        let plain = contract.lookup(&Method::GET, "/store/things").expect("the contract knows it");
        assert!(!accepts(&plain, &json!({ "brand": "x" })), "the other is as it was");
        assert!(like("/store/nothings").check(&contract).is_err());
    }

    #[test]
    fn an_amended_route_is_amended_for_those_like_it() {
        let change: Amendment = Arc::new(|spec| Ok(spec.allow(["brand"])));
        let amended = Contract::new(FILES).amended(&[("GET /store/things".into(), Arc::clone(&change))]);
        let spec = like("/store/things").spec(&amended.expect("it is known")).expect("the contract knows it");
        assert!(spec.query_config.as_ref().is_some_and(|config| config.allowed.contains("brand")));
        let unknown = Contract::new(FILES).amended(&[("GET /store/nothings".into(), change)]).err();
        assert_eq!(unknown.expect("nobody knows it").message(), "No route GET /store/nothings to amend");
    }

    #[test]
    fn additional_data_is_what_a_shop_says() {
        let spec =
            RouteSpec::admin().with_body(r#"{"type":"object","properties":{},"additionalProperties":false}"#);
        let spec = spec.expect("it compiles").additional_data(&json!({ "brand_id": { "type": "string" } }));
        let spec = spec.expect("it compiles");
        let body =
            |data: Value| spec.body().expect("there is one").validate(&json!({ "additional_data": data }));
        assert!(body(json!({ "brand_id": 1 })).is_err() && body(Value::Null).is_ok());
        let kept = body(json!({ "brand_id": "x", "other": 1 })).expect("it is accepted");
        assert_eq!(kept, json!({ "additional_data": { "brand_id": "x" } }));
    }
}
