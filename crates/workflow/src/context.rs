//! What a use case may reach: database, graph, links, events, clock, ids - and who asks.

use crate::metrics::Metrics;
use crate::work::Work;
use prometheus_client::registry::Registry;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use stheno_database::Database;
use stheno_event::EventBus;
use stheno_kernel::{Clock, IdGenerator, Stamp, Timestamp};
use stheno_link::LinkRegistry;
use stheno_query::Graph;

/// Who makes a request. Ids are opaque here; modules give them types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// `customer`, `user`, `api-key`, a shop's own, or empty for nobody.
    pub kind: String,
    /// The record that acts (`cus_...`, `user_...`, `apk_...`); empty while an identity has none yet.
    pub id: String,
    /// The identity that logged in (`authid_...`).
    pub auth_identity_id: String,
}

impl Actor {
    /// Nobody.
    pub fn anonymous() -> Self {
        Self::default()
    }
    /// The id, if this actor is of `kind` and registered.
    pub fn id_of(&self, kind: &str) -> Option<&str> {
        (self.kind == kind && !self.id.is_empty()).then_some(self.id.as_str())
    }
}

/// What an [`App`] is made of.
pub struct AppParts {
    /// The one database.
    pub database: Database,
    /// Query.
    pub graph: Arc<Graph>,
    /// Every link.
    pub links: Arc<LinkRegistry>,
    /// Where events leave.
    pub events: EventBus,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<IdGenerator>,
    /// Whatever modules and shops put there by type: providers, configuration, hooks.
    pub extensions: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// The running application; cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
    work: Option<Arc<Work>>,
    /// The database as one request has it.
    database: Option<Database>,
}

struct Shared {
    parts: AppParts,
    metrics: Metrics,
}

impl App {
    /// An application of these parts.
    pub fn new(parts: AppParts) -> Self {
        let shared = Arc::new(Shared { parts, metrics: Metrics::default() });
        Self { shared, work: None, database: None }
    }
    /// The database; for a request whose effect and answer belong together, as its [`Work`] sees it.
    pub fn database(&self) -> &Database {
        match &self.work {
            Some(work) => work.database(),
            None => self.database.as_ref().unwrap_or(&self.shared.parts.database),
        }
    }
    /// What belongs to the request's one transaction, if it has one.
    pub(crate) fn work(&self) -> Option<&Arc<Work>> {
        self.work.as_ref()
    }
    /// The application as a piece of work sees it.
    pub(crate) fn within(&self, work: Arc<Work>) -> Self {
        Self { shared: Arc::clone(&self.shared), work: Some(work), database: None }
    }
    /// The application outside of the request's one transaction.
    pub fn outside(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), work: None, database: None }
    }
    /// The application for one request, which only reads or may write: what it asks of the database is proved together.
    pub fn for_request(&self, is_read: bool) -> Self {
        Self { database: Some(self.database().for_request(is_read)), ..self.clone() }
    }
    /// Query.
    pub fn graph(&self) -> &Arc<Graph> {
        &self.shared.parts.graph
    }
    /// Every link.
    pub fn links(&self) -> &Arc<LinkRegistry> {
        &self.shared.parts.links
    }
    /// Where events leave.
    pub fn events(&self) -> &EventBus {
        &self.shared.parts.events
    }
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.shared.parts.clock.now()
    }
    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.shared.parts.clock
    }
    /// A stamp of the present instant.
    pub fn stamp(&self) -> Stamp {
        Stamp::new(self.now(), Arc::clone(&self.shared.parts.ids))
    }
    /// What was registered under this type.
    pub fn extension<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.shared.parts.extensions.get(&TypeId::of::<T>()).cloned().and_then(|x| x.downcast().ok())
    }
    /// Adds the metrics of workflows, events and the database.
    pub fn register_metrics(&self, registry: &mut Registry) {
        self.shared.metrics.register(registry);
        self.events().register_metrics(registry);
        self.shared.parts.database.register_metrics(registry);
    }
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }
    /// A handle that does not keep the application alive: for subscribers and jobs, which the application holds.
    pub fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.shared))
    }
    /// A context for work that no request asked for.
    pub fn context(&self) -> RequestCtx {
        RequestCtx {
            app: self.clone(),
            actor: Actor::anonymous(),
            request_id: Arc::from(""),
            sales_channels: Arc::from([]),
            locale: None,
        }
    }
}

/// See [`App::downgrade`].
#[derive(Clone)]
pub struct WeakApp(Weak<Shared>);

impl WeakApp {
    /// The application, while it lives.
    pub fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(|shared| App { shared, work: None, database: None })
    }
}

/// The first parameter of every use case; cheap to clone.
#[derive(Clone)]
pub struct RequestCtx {
    /// The application.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    /// Names the request in logs.
    pub request_id: Arc<str>,
    /// Sales channels of the publishable key, for store requests.
    pub sales_channels: Arc<[String]>,
    /// BCP 47 tag asked for, if any.
    pub locale: Option<Arc<str>>,
}

impl RequestCtx {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }
    /// A stamp of the present instant.
    pub fn stamp(&self) -> Stamp {
        self.app.stamp()
    }
    /// The same outside of the request's one transaction: for what reaches outside, and for what goes on after the answer.
    pub fn outside(&self) -> Self {
        Self { app: self.app.outside(), ..self.clone() }
    }
}
