//! The builder of an [`App`].

use crate::module::Module;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::ddl::Table;
use stheno_database::{Database, Fingerprint, Migration, MigrationReport};
use stheno_event::{Event, EventBus, Schedule};
use stheno_http::auth::{attempt_table, session_table};
use stheno_http::{Amendment, Contract, Http, HttpConfig, Route, RouteSpec, Server};
use stheno_kernel::{Clock, Error, IdGenerator, Result, SystemClock};
use stheno_link::LinkRegistry;
use stheno_link::define::{LinkBuilder, ReadOnlyBuilder};
use stheno_model::schema::Schema;
use stheno_query::GraphBuilder;
use stheno_workflow::{App, AppParts, FlowTx, Hooks};

type Late = Box<dyn FnOnce(&App) + Send>;

/// Puts an application together. What is wrong with a part is told by [`Builder::migrate`] and [`Builder::build`].
pub struct Builder {
    modules: Vec<Module>,
    links: LinkRegistry,
    routes: Vec<Route>,
    contract: Vec<&'static [(&'static str, &'static str)]>,
    extensions: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    amendments: Vec<(String, Amendment)>,
    hooks: Hooks,
    late: Vec<Late>,
    clock: Arc<dyn Clock>,
    tables: Vec<Table>,
    wrong: Option<Error>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            modules: Vec::new(),
            links: LinkRegistry::default(),
            routes: Vec::new(),
            contract: Vec::new(),
            extensions: HashMap::new(),
            amendments: Vec::new(),
            hooks: Hooks::default(),
            late: vec![Box::new(schedule_forgetting)],
            clock: Arc::new(SystemClock),
            wrong: None,
            tables: [
                stheno_event::tables(),
                vec![stheno_database::node_table(), session_table(), attempt_table()],
                vec![stheno_http::idempotency::table()],
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
    /// Adds a shop's link.
    pub fn link(mut self, link: LinkBuilder) -> Self {
        let outcome = self.links.define(link);
        self.noting(outcome)
    }
    /// Adds a shop's read-only link.
    pub fn read_only_link(mut self, link: ReadOnlyBuilder) -> Self {
        let outcome = self.links.define_read_only(link);
        self.noting(outcome)
    }
    /// Adds routes.
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Self {
        self.routes.extend(routes);
        self
    }
    /// Adds what the contract says of routes: actors, bodies, queries, fields.
    pub fn contract(mut self, files: &'static [(&'static str, &'static str)]) -> Self {
        self.contract.push(files);
        self
    }
    /// Says something of a route of the contract otherwise: `amend("GET /store/products", |spec| Ok(spec.allow(["brand"])))`.
    pub fn amend(
        mut self,
        route: &str,
        change: impl Fn(RouteSpec) -> Result<RouteSpec> + Send + Sync + 'static,
    ) -> Self {
        self.amendments.push((route.to_owned(), Arc::new(change)));
        self
    }
    /// Runs `handler` at a hook (`create-products.productsCreated`) within the flow's transaction: it awaits nothing but
    /// the database, and its error fails the flow. What it answers is the hook's answer, `()` none.
    pub fn hook<I, O, F, Fut>(mut self, hook: &'static str, handler: F) -> Self
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
        F: Fn(FlowTx, I) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        self.hooks.on(hook, move |cx, input| {
            let handler = Arc::clone(&handler);
            async move {
                let wrong = |error: serde_json::Error| {
                    Error::invalid_data(format!("Invalid input of {hook}: {error}")).with_source(error)
                };
                let answer = handler(cx, serde_json::from_value(input).map_err(wrong)?).await?;
                Ok(Some(serde_json::to_value(answer).map_err(wrong)?).filter(|answer| !answer.is_null()))
            }
        });
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
            let context = app.downgrade();
            app.events().subscribe(event, id, move |event| {
                let work = context.upgrade().map(|app| handler(app, event));
                async move { if let Some(work) = work { work.await } else { Ok(()) } }
            });
        }));
        self
    }
    /// Runs `handler` when the cron expression `schedule` says so (UTC), on one of all nodes.
    pub fn job<F, Fut>(mut self, name: &'static str, schedule: &str, handler: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let schedule = match Schedule::cron(schedule) {
            Ok(schedule) => schedule,
            Err(error) => return self.noting(Err(error)),
        };
        self.late.push(Box::new(move |app| {
            let context = app.downgrade();
            app.events().schedule(name, schedule, move || {
                let work = context.upgrade().map(&handler);
                async move { if let Some(work) = work { work.await } else { Ok(()) } }
            });
        }));
        self
    }
    /// Tells the time by another clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    fn noting(mut self, outcome: Result<()>) -> Self {
        self.wrong = self.wrong.or(outcome.err());
        self
    }

    /// The routes, and the contract by which they are served: for tests that knock on every door.
    pub fn served(&self) -> Result<(Vec<Route>, Contract)> {
        let contract = Contract::of(self.contract.iter().copied()).amended(&self.amendments)?;
        self.routes.iter().try_for_each(|route| route.check(&contract))?;
        Ok((self.routes.clone(), contract))
    }

    /// What is served, as an OpenAPI 3.1 document: every route with who may call it, its query, its body and its errors.
    pub fn openapi(&self, title: &str, version: &str) -> Result<serde_json::Value> {
        let (routes, contract) = self.served()?;
        Ok(crate::openapi::document(&routes, &contract, title, version))
    }

    /// Brings the database up to this application's models and links; fails where a link names a model of none of its modules.
    pub async fn migrate(&self, database: &Database) -> Result<MigrationReport> {
        let (tables, migrations) = self.declared()?;
        database.migrate(&tables, &migrations).await
    }

    /// Keeps rows in memory as after [`Builder::migrate`], over a database that somebody else migrates.
    pub async fn keep(&self, database: &Database) -> Result<()> {
        database.keep(&self.declared()?.0).await
    }

    /// Tables and migrations, of modules, links and the framework.
    fn declared(&self) -> Result<(Vec<Table>, Vec<Migration>)> {
        self.check()?;
        let schema = Schema {
            models: self.modules.iter().flat_map(|m| m.models.iter().copied()).collect(),
            extra: self.modules.iter().flat_map(|m| m.tables.iter().cloned()).collect(),
        };
        self.links.require_models(&schema.models)?;
        let mut tables = schema.tables();
        tables.extend(stheno_link::tables(&self.links));
        tables.extend(self.tables.iter().cloned());
        Ok((tables, self.modules.iter().flat_map(|m| m.migrations.iter().cloned()).collect()))
    }

    fn check(&self) -> Result<()> {
        let again = |wrong: &Error| Error::new(wrong.kind(), wrong.message());
        self.wrong.as_ref().map_or(Ok(()), |wrong| Err(again(wrong)))
    }

    /// Builds the application over a migrated database.
    pub fn build(mut self, database: Database, events: EventBus) -> Result<Built> {
        let (tables, migrations) = self.declared()?;
        let (routes, contract) = self.served()?;
        self = self.with_hooks().extension(Fingerprint::of(&tables, &migrations));
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
        Ok(Built { app, routes, contract })
    }

    fn with_hooks(self) -> Self {
        let hooks = self.hooks.clone();
        self.extension(hooks)
    }
}

/// Has keys that made requests repeatable forgotten when their day is over.
fn schedule_forgetting(app: &App) {
    let weak = app.downgrade();
    let every = Schedule::Every(Duration::from_secs(3600));
    app.events().schedule("stheno:forget-idempotency-keys", every, move || {
        let app = weak.upgrade();
        async move {
            match app {
                Some(app) => stheno_http::idempotency::forget(&app).await,
                None => Ok(()),
            }
        }
    });
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

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_database::Options;
    use stheno_event::EventOptions;

    async fn refused(builder: Builder) -> String {
        let database = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
        let events = EventBus::new(EventOptions::default()).unwrap();
        builder.build(database, events).err().expect("a part is wrong").message().to_owned()
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_part_is_told_before_anything_is_served() {
        let job = Builder::new().job("never", "soon", |_| async { Ok(()) });
        assert_eq!(refused(job).await, "Invalid cron expression: soon");
        let amended = Builder::new().amend("GET /store/nothing", Ok);
        assert_eq!(refused(amended).await, "No route GET /store/nothing to amend");
    }
}
