//! The builder of an [`App`].

use crate::module::Module;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_database::ddl::Table;
use stheno_database::{Database, Migration, MigrationReport};
use stheno_event::{Event, EventBus};
use stheno_http::{Contract, Http, HttpConfig, Route, Server};
use stheno_kernel::{Clock, IdGenerator, Result, SystemClock};
use stheno_link::LinkRegistry;
use stheno_model::schema::Schema;
use stheno_query::GraphBuilder;
use stheno_workflow::{App, AppParts};

type Late = Box<dyn FnOnce(&App) + Send>;

/// Puts an application together.
pub struct Builder {
    modules: Vec<Module>,
    links: LinkRegistry,
    routes: Vec<Route>,
    contract: Vec<&'static [(&'static str, &'static str)]>,
    extensions: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    late: Vec<Late>,
    clock: Arc<dyn Clock>,
    tables: Vec<Table>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            modules: Vec::new(),
            links: LinkRegistry::default(),
            routes: Vec::new(),
            contract: Vec::new(),
            extensions: HashMap::new(),
            late: Vec::new(),
            clock: Arc::new(SystemClock),
            tables: [
                stheno_event::tables(),
                vec![stheno_http::auth::session_table()],
                stheno_workflow::tables(),
            ]
            .concat(),
        }
    }
}

impl Builder {
    /// An application of nothing.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a module.
    pub fn module(mut self, module: Module) -> Self {
        self.modules.push(module);
        self
    }
    /// Adds links.
    pub fn links(mut self, register: impl FnOnce(&mut LinkRegistry)) -> Self {
        register(&mut self.links);
        self
    }
    /// Adds routes.
    pub fn routes(mut self, routes: Vec<Route>) -> Self {
        self.routes.extend(routes);
        self
    }
    /// Adds what the contract says of routes: actors, bodies, queries, fields.
    pub fn contract(mut self, files: &'static [(&'static str, &'static str)]) -> Self {
        self.contract.push(files);
        self
    }
    /// Puts something where [`App::extension`] finds it by type.
    pub fn extension<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.extensions.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }
    /// Runs `handler` for every event of this name (`*`: of any), at least once, after the commit.
    pub fn subscribe<F, Fut>(mut self, event: &'static str, id: &'static str, handler: F) -> Self
    where
        F: Fn(App, Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.late.push(Box::new(move |app| {
            let context = app.clone();
            app.events().subscribe(event, id, move |event| handler(context.clone(), event));
        }));
        self
    }
    /// Tells the time by another clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The routes, and the contract by which they are served: for tests that knock on every door.
    pub fn served(&self) -> (Vec<Route>, Contract) {
        (self.routes.clone(), Contract::of(self.contract.iter().copied()))
    }

    /// What is served, as an OpenAPI 3.1 document: every route with who may call it, its query, its body and its errors.
    pub fn openapi(&self, title: &str, version: &str) -> serde_json::Value {
        let (routes, contract) = self.served();
        crate::openapi::document(&routes, &contract, title, version)
    }

    /// Brings the database up to this application's models and links; fails where a link names a model of none of its modules.
    pub async fn migrate(&self, database: &Database) -> Result<MigrationReport> {
        let schema = Schema {
            models: self.modules.iter().flat_map(|m| m.models.iter().copied()).collect(),
            extra: self.modules.iter().flat_map(|m| m.tables.iter().cloned()).collect(),
        };
        self.links.require_models(&schema.models)?;
        let mut tables = schema.tables();
        tables.extend(stheno_link::tables(&self.links));
        tables.extend(self.tables.iter().cloned());
        let migrations: Vec<Migration> =
            self.modules.iter().flat_map(|m| m.migrations.iter().cloned()).collect();
        database.migrate(&tables, &migrations).await
    }

    /// Builds the application over a migrated database.
    pub fn build(self, database: Database, events: EventBus) -> Built {
        let models: Vec<_> = self.modules.iter().flat_map(|m| m.models.iter().copied()).collect();
        let mut graph = GraphBuilder::default().models(&models);
        for module in self.modules {
            graph = module.graph.into_iter().fold(graph, |graph, change| change(graph));
        }
        let graph = graph.links(&self.links).build();
        let app = App::new(AppParts {
            database,
            graph: Arc::new(graph),
            links: Arc::new(self.links),
            events,
            clock: self.clock,
            ids: Arc::new(IdGenerator::default()),
            extensions: self.extensions,
        });
        self.late.into_iter().for_each(|late| late(&app));
        Built { app, routes: self.routes, contract: Contract::of(self.contract) }
    }
}

/// A built application, and what it serves.
pub struct Built {
    /// The application.
    pub app: App,
    routes: Vec<Route>,
    contract: Contract,
}

impl Built {
    /// The router of every route, and what its requests share.
    pub fn router(self, config: HttpConfig) -> Result<(axum::Router, Arc<Http>)> {
        Server::with_http(self.app, self.routes, self.contract, config)
    }
    /// The routes.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }
    /// The contract.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }
}
