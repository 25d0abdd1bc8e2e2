//! The server: routes, contract and configuration put together.

use crate::auth::{
    AttemptStore, Attempts, DatabaseAttempts, DatabaseSessions, SessionStore, Sessions, Tokens,
};
use crate::config::HttpConfig;
use crate::contract::Contract;
use crate::cors::Cors;
use crate::dispatch;
use crate::observed::Observed;
use crate::operator;
use crate::route::{Handler, Route, Source};
use crate::spec::RouteSpec;
use axum::Router;
use axum::http::Method;
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::{App, RequestCtx};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

/// The extension of the application that keeps sessions elsewhere than in its database.
pub struct SessionStorage(pub Arc<dyn SessionStore>);

/// The extension of the application that counts attempts to get in elsewhere than in its database.
pub struct AttemptStorage(pub Arc<dyn AttemptStore>);

/// What all requests share.
pub struct Http {
    config: HttpConfig,
    tokens: Tokens,
    sessions: Sessions,
    attempts: Attempts,
    cors: [(&'static str, Cors); 3],
    working: AtomicUsize,
    rested: Notify,
    stopping: AtomicBool,
    observed: Observed,
}

impl Http {
    fn new(app: &App, config: HttpConfig) -> Self {
        let stored = app.extension::<SessionStorage>();
        let store: Arc<dyn SessionStore> = match stored {
            Some(storage) => Arc::clone(&storage.0),
            None => Arc::new(DatabaseSessions::new(app.database().clone())),
        };
        let counted = app.extension::<AttemptStorage>();
        let attempts: Arc<dyn AttemptStore> = match counted {
            Some(storage) => Arc::clone(&storage.0),
            None => Arc::new(DatabaseAttempts::new(app.database().clone())),
        };
        Self {
            tokens: Tokens::new(&config.jwt_secret, config.jwt_ttl),
            sessions: Sessions::new(store, &config),
            attempts: Attempts::new(config.attempts, attempts, app.clock()),
            cors: [
                ("/store", Cors::parse(&config.store_cors)),
                ("/admin", Cors::parse(&config.admin_cors)),
                ("/auth", Cors::parse(&config.auth_cors)),
            ],
            working: AtomicUsize::new(0),
            rested: Notify::new(),
            stopping: AtomicBool::new(false),
            observed: Observed::new(app),
            config,
        }
    }
    /// The configuration.
    pub fn config(&self) -> &HttpConfig {
        &self.config
    }
    /// Tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }
    /// Sessions.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }
    /// Attempts to get in.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }
    /// What is noted of requests.
    pub(crate) fn observed(&self) -> &Observed {
        &self.observed
    }
    /// Makes `/health/ready` answer 503 from now on, so that balancers send no more requests here.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
    /// Whether the process was told to end.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
    /// The origins of a path's area. What lies under `/v1` has the origins of the area that it mirrors.
    pub(crate) fn cors(&self, path: &str) -> Option<&Cors> {
        let path = path.strip_prefix("/v1").unwrap_or(path);
        self.cors.iter().find(|(area, _)| is_within(path, area)).map(|(_, cors)| cors)
    }
    /// Counts work that outlives its client, until the guard is dropped.
    pub(crate) fn working(self: &Arc<Self>) -> Working {
        self.working.fetch_add(1, Ordering::SeqCst);
        self.observed.working().inc();
        Working(Arc::clone(self))
    }
    /// Does what the answer does not wait for, so that its time tells nothing of it; after everything that the request
    /// does. A failure is for the log.
    pub async fn afterwards<F, Fut>(self: &Arc<Self>, ctx: &RequestCtx, work: F)
    where
        F: FnOnce(RequestCtx) -> Fut,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let working = self.working();
        let spawning = |ctx| {
            let work = work(ctx);
            let work = async move {
                let _working = working;
                if let Err(error) = work.await {
                    tracing::error!(
                        error.kind = error.kind().as_str(),
                        "work after an answer failed: {error:?}"
                    );
                }
            };
            let work = work.in_current_span();
            async move { drop(tokio::spawn(work)) }
        };
        ctx.afterwards(spawning).await;
    }
    /// Waits until no work is left that requests began.
    pub async fn rest(&self) {
        loop {
            let rested = self.rested.notified();
            tokio::pin!(rested);
            rested.as_mut().enable();
            if self.working.load(Ordering::SeqCst) == 0 {
                return;
            }
            rested.await;
        }
    }
}

/// Whether a path is `area` or below it.
pub(crate) fn is_within(path: &str, area: &str) -> bool {
    path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) struct Working(Arc<Http>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.observed.working().dec();
        if self.0.working.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.rested.notify_waiters();
        }
    }
}

/// A route that is served.
pub(crate) struct Served {
    pub path: &'static str,
    pub params: Vec<Arc<str>>,
    pub handler: Handler,
    /// The member of the body with which somebody tries to get in.
    pub tries: Option<&'static str>,
    method: Method,
    source: Source,
    found: OnceLock<Option<Arc<RouteSpec>>>,
}

impl Served {
    fn new(route: Route) -> Self {
        let segments = route.path.split('/');
        let names = segments.filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        Self {
            params: names.map(|name| Arc::from(name.trim_start_matches('*'))).collect(),
            path: route.path,
            handler: route.handler,
            tries: route.tries,
            method: route.method,
            source: route.spec,
            found: OnceLock::new(),
        }
    }
    /// What the route says itself, or else the contract.
    pub fn spec(&self, contract: &Contract) -> Option<&Arc<RouteSpec>> {
        self.found.get_or_init(|| self.source.find(&self.method, contract).ok().flatten()).as_ref()
    }
}

/// What one path serves, by method.
type Methods = Vec<(Method, Arc<Served>)>;

/// Everything a request is answered with.
pub(crate) struct State {
    pub app: App,
    pub http: Arc<Http>,
    pub contract: Contract,
    paths: matchit::Router<Methods>,
}

impl State {
    /// The route of a method and path, with the values of its parameters. `HEAD` is answered by `GET`.
    pub fn find<'a>(
        &'a self,
        method: &Method,
        path: &'a str,
    ) -> Option<(&'a Arc<Served>, matchit::Params<'a, 'a>)> {
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        let matched = self.paths.at(path).ok()?;
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        let (_, served) = matched.value.iter().find(|(method, _)| method == wanted)?;
        Some((served, matched.params))
    }
}

/// Puts routes, contract and configuration together.
pub struct Server;

impl Server {
    /// A router that serves `routes` as `contract` says. Fails if two routes share method and path.
    pub fn router(app: App, routes: Vec<Route>, contract: Contract, config: HttpConfig) -> Result<Router> {
        Ok(Self::with_http(app, routes, contract, config)?.0)
    }

    /// As [`Server::router`], with what its requests share: for [`Server::serve`] and for tests that sign tokens.
    pub fn with_http(
        app: App,
        routes: Vec<Route>,
        contract: Contract,
        config: HttpConfig,
    ) -> Result<(Router, Arc<Http>)> {
        let http = Arc::new(Http::new(&app, config));
        let probes = operator::probes(&app, &http);
        let state = Arc::new(State { app, http: Arc::clone(&http), contract, paths: paths(routes)? });
        let answer = move |request| dispatch::answer(Arc::clone(&state), request);
        Ok((probes.fallback(answer), http))
    }

    /// What operators ask: `/metrics`, and the probes. Nobody is asked who he is, so it belongs on an address that only
    /// operators reach.
    pub fn operator_router(app: &App, http: &Arc<Http>) -> Router {
        operator::router(app, http)
    }

    /// Serves what operators ask, until the handle is dropped.
    pub fn serve_operators(listener: TcpListener, app: &App, http: &Arc<Http>) -> OperatorServer {
        let router = Self::operator_router(app, http);
        OperatorServer(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(error.cause = %error, "metrics are served no longer");
            }
        }))
    }

    /// Ready when the process is told to end: SIGTERM or Ctrl-C. It listens from the call on, not from the first poll.
    pub fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
        #[cfg(unix)]
        let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
        let terminate = async move {
            #[cfg(unix)]
            if let Some(mut signal) = signal {
                signal.recv().await;
                return;
            }
            std::future::pending::<()>().await;
        };
        let interrupt = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        async move {
            tokio::select! {
                () = terminate => {}
                () = interrupt => {}
            }
        }
    }
}

/// Metrics and probes being served.
pub struct OperatorServer(JoinHandle<()>);

impl Drop for OperatorServer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Routes by path. Parameters are renamed by their place, since two routes may name the same place differently.
fn paths(routes: Vec<Route>) -> Result<matchit::Router<Methods>> {
    let broken = |path: &str, what: &dyn std::fmt::Display| {
        Error::new(ErrorKind::UnexpectedState, format!("route {path}: {what}"))
    };
    let mut by_path: HashMap<String, Methods> = HashMap::new();
    for route in routes {
        let (path, method) = (route.path, route.method.clone());
        let methods = by_path.entry(placed(path)).or_default();
        if methods.iter().any(|(known, _)| *known == method) {
            return Err(broken(path, &format_args!("{method} is declared twice")));
        }
        methods.push((method, Arc::new(Served::new(route))));
    }
    let mut router = matchit::Router::new();
    for (path, methods) in by_path {
        router.insert(path.as_str(), methods).map_err(|error| broken(&path, &error))?;
    }
    Ok(router)
}

/// `/auth/{actor_type}/{auth_provider}` as `/auth/{p1}/{p2}`.
fn placed(path: &str) -> String {
    let place = |(index, segment): (usize, &str)| match segment.strip_prefix('{') {
        Some(name) if name.starts_with('*') => format!("{{*p{index}}}"),
        Some(_) => format!("{{p{index}}}"),
        None => segment.to_owned(),
    };
    path.split('/').enumerate().map(place).collect::<Vec<_>>().join("/")
}
