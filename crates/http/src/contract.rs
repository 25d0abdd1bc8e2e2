//! The contract: every route of Medusa's that we serve, read from the files of `api/contract` when a route first needs it.

use crate::spec::{RawRoute, RouteSpec};
use axum::http::Method;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use stheno_kernel::{Error, Result};

type Specs = HashMap<(String, String), Arc<RouteSpec>>;

/// What a shop says of a route otherwise.
pub type Amendment = Arc<dyn Fn(RouteSpec) -> Result<RouteSpec> + Send + Sync>;

/// Files of the contract by name (`store-carts`), each parsed once, when one of its routes is first asked for.
#[derive(Clone, Default)]
pub struct Contract {
    files: Arc<Vec<File>>,
    /// By method and path, amended already: what is wrong with one is told when it is made.
    amended: Arc<Specs>,
}

struct File {
    name: &'static str,
    json: &'static str,
    specs: OnceLock<Specs>,
}

impl Contract {
    /// A contract of these files: name without `.json`, and text.
    pub fn new(files: &'static [(&'static str, &'static str)]) -> Self {
        Self::of([files])
    }

    /// A contract of the files of several crates.
    pub fn of(sets: impl IntoIterator<Item = &'static [(&'static str, &'static str)]>) -> Self {
        let file = |(name, json): &(&'static str, &'static str)| File { name, json, specs: OnceLock::new() };
        Self { files: Arc::new(sets.into_iter().flatten().map(file).collect()), amended: Arc::default() }
    }

    /// The contract with `changes` to its routes, each named `GET /store/products`.
    pub fn amended(mut self, changes: &[(String, Amendment)]) -> Result<Self> {
        for (name, change) in changes {
            let (method, path) = name.split_once(' ').unwrap_or_default();
            let key = (method.to_owned(), path.to_owned());
            let found = method.parse().ok().and_then(|method| self.lookup(&method, path));
            let spec = found.ok_or_else(|| Error::invalid_data(format!("No route {name} to amend")))?;
            let spec = change(RouteSpec::clone(&spec))?;
            Arc::make_mut(&mut self.amended).insert(key, Arc::new(spec));
        }
        Ok(self)
    }

    /// What the contract says about `GET /store/carts/{id}`.
    pub fn lookup(&self, method: &Method, path: &str) -> Option<Arc<RouteSpec>> {
        let key = (method.as_str().to_owned(), path.to_owned());
        let found = self.amended.get(&key).or_else(|| self.file_of(path)?.specs().get(&key));
        found.cloned()
    }

    /// Every route, in order of path. Parses every file: for tests and listings.
    pub fn routes(&self) -> Vec<(Method, String, Arc<RouteSpec>)> {
        let all = self.files.iter().flat_map(|file| file.specs());
        let mut routes: Vec<_> = all
            .filter_map(|((method, path), spec)| Some((method.parse().ok()?, path.clone(), Arc::clone(spec))))
            .collect();
        routes.sort_by(|(m, p, _), (n, q, _): &(Method, String, _)| (p, m.as_str()).cmp(&(q, n.as_str())));
        routes
    }

    /// A file is named after the first two segments of its paths, or after the first alone.
    fn file_of(&self, path: &str) -> Option<&File> {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let first = segments.next()?;
        let both = segments.next().map(|second| format!("{first}-{second}"));
        let named = |name: &str| self.files.iter().find(|file| file.name == name);
        both.and_then(|name| named(&name)).or_else(|| named(first))
    }
}

impl File {
    fn specs(&self) -> &Specs {
        self.specs.get_or_init(|| {
            let parsed = serde_json::from_str::<Vec<RawRoute>>(self.json);
            // The files are part of the binary and a test reads each.
            let routes = parsed.inspect_err(|error| {
                tracing::error!(file = self.name, error.cause = %error, "the contract is unreadable");
            });
            let routes = routes.unwrap_or_default().into_iter();
            routes.map(|raw| ((raw.method.clone(), raw.path.clone()), Arc::new(raw.into()))).collect()
        })
    }
}
