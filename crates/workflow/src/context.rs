//! What a use case may reach: database, graph, links, events, clock, ids - and who asks.

use crate::work::Work;
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
    parts: Arc<AppParts>,
    work: Option<Arc<Work>>,
}

impl App {
    /// An application of these parts.
    pub fn new(parts: AppParts) -> Self {
        Self { parts: Arc::new(parts), work: None }
    }
    /// The database; for a request whose effect and answer belong together, as its [`Work`] sees it.
    pub fn database(&self) -> &Database {
        match &self.work {
            Some(work) => work.database(),
            None => &self.parts.database,
        }
    }
    /// What belongs to the request's one transaction, if it has one.
    pub(crate) fn work(&self) -> Option<&Arc<Work>> {
        self.work.as_ref()
    }
    /// The application as a piece of work sees it.
    pub(crate) fn within(&self, work: Arc<Work>) -> Self {
        Self { parts: Arc::clone(&self.parts), work: Some(work) }
    }
    /// The application outside of the request's one transaction.
    pub fn outside(&self) -> Self {
        Self { parts: Arc::clone(&self.parts), work: None }
    }
    /// Query.
    pub fn graph(&self) -> &Arc<Graph> {
        &self.parts.graph
    }
    /// Every link.
    pub fn links(&self) -> &Arc<LinkRegistry> {
        &self.parts.links
    }
    /// Where events leave.
    pub fn events(&self) -> &EventBus {
        &self.parts.events
    }
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }
    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.parts.clock
    }
    /// A stamp of the present instant.
    pub fn stamp(&self) -> Stamp {
        Stamp::new(self.now(), Arc::clone(&self.parts.ids))
    }
    /// What was registered under this type.
    pub fn extension<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.parts.extensions.get(&TypeId::of::<T>()).cloned().and_then(|x| x.downcast().ok())
    }
    /// A handle that does not keep the application alive: for subscribers and jobs, which the application holds.
    pub fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.parts))
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
pub struct WeakApp(Weak<AppParts>);

impl WeakApp {
    /// The application, while it lives.
    pub fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(|parts| App { parts, work: None })
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
