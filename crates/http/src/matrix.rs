//! Who may call what: one line per route, for the test that knocks on every door.

use crate::contract::Contract;
use crate::route::Route;
use crate::spec::{AuthRule, RouteSpec};
use axum::http::Method;

/// One route and what it demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The method.
    pub method: Method,
    /// The path as the contract writes it.
    pub path: String,
    /// Who may call; nothing means anybody.
    pub auth: Option<AuthRule>,
    /// Whether a publishable key must be sent.
    pub publishable_key: bool,
}

impl Demand {
    fn new(method: Method, path: &str, spec: &RouteSpec) -> Self {
        let RouteSpec { auth, publishable_key, .. } = spec;
        Self { method, path: path.to_owned(), auth: auth.clone(), publishable_key: *publishable_key }
    }
    /// The kind of actor without whom the route answers 401.
    pub fn required_actor(&self) -> Option<&str> {
        self.auth.as_ref().filter(|rule| !rule.allow_unauthenticated).map(|rule| rule.actor.as_str())
    }
}

/// What every route of the contract demands.
pub fn routes(contract: &Contract) -> Vec<Demand> {
    contract.routes().iter().map(|(method, path, spec)| Demand::new(method.clone(), path, spec)).collect()
}

/// What every served route demands, and the routes that neither contract nor spec describes.
pub fn served(routes: &[Route], contract: &Contract) -> (Vec<Demand>, Vec<String>) {
    let (mut demands, mut unknown) = (Vec::new(), Vec::new());
    for route in routes {
        match route.spec(contract) {
            Some(spec) => demands.push(Demand::new(route.method.clone(), route.path, &spec)),
            None => unknown.push(format!("{} {}", route.method, route.path)),
        }
    }
    (demands, unknown)
}
