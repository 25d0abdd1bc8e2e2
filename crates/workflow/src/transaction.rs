//! One database transaction of a flow, and what its steps are handed.

use crate::faults::{Faults, Place};
use crate::hooks::Hooks;
use crate::journal::{Announced, Step};
use crate::{App, RequestCtx};
use futures_util::FutureExt as _;
use serde_json::Value as Json;
use std::ops::Deref;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stheno_database::{Tx, within};
use stheno_event::Event;
use stheno_kernel::{Result, Stamp, Timestamp};
use tracing::Span;

/// A flow's transaction; derefs to [`Tx`]. Cheap to clone.
#[derive(Clone)]
pub struct FlowTx {
    shared: Arc<Shared>,
    flow: &'static str,
}

struct Shared {
    tx: Tx,
    ctx: RequestCtx,
    stamp: Stamp,
    root: &'static str,
    faults: Option<Arc<Faults>>,
    hooks: Option<Arc<Hooks>>,
    hooked: AtomicBool,
    events: Mutex<Vec<Event>>,
    /// Of a [`crate::Flow`] only: a plain transaction has no journal.
    announced: Option<Mutex<Announced>>,
}

impl Deref for FlowTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.shared.tx
    }
}

impl FlowTx {
    fn new(ctx: RequestCtx, flow: &'static str, tx: Tx, announced: Option<Announced>) -> Self {
        let shared = Shared {
            tx,
            stamp: ctx.stamp(),
            faults: ctx.app.extension(),
            hooks: ctx.app.extension(),
            hooked: AtomicBool::new(false),
            ctx,
            root: flow,
            events: Mutex::default(),
            announced: announced.map(Mutex::new),
        };
        Self { shared: Arc::new(shared), flow }
    }

    /// The transaction.
    pub fn tx(&self) -> &Tx {
        &self.shared.tx
    }
    /// Who asks, and everything else that a request has.
    pub fn ctx(&self) -> &RequestCtx {
        &self.shared.ctx
    }
    /// The application.
    pub fn app(&self) -> &App {
        &self.shared.ctx.app
    }
    /// The instant of this transaction: one for all that it writes.
    pub fn now(&self) -> Timestamp {
        self.shared.stamp.now
    }
    /// What records made in this transaction are stamped with.
    pub fn stamp(&self) -> &Stamp {
        &self.shared.stamp
    }
    /// The flow whose steps these are.
    pub fn flow(&self) -> &'static str {
        self.flow
    }
    /// The same transaction for a flow that runs as a part of this one: hooks and steps go by its id.
    pub fn within(&self, flow: &'static str) -> Self {
        Self { shared: Arc::clone(&self.shared), flow }
    }

    /// Marks the beginning of a step; errs where a test wants it to.
    #[expect(clippy::unused_async, reason = "a step is a point where a flow may stop, and reads as one")]
    pub async fn step(&self, step: &str) -> Result<()> {
        match &self.shared.faults {
            Some(faults) => faults.pass(Place { root: self.shared.root, flow: self.flow, step }),
            None => Ok(()),
        }
    }

    /// Tells of something when the transaction commits; a list in `data` is one event per element.
    pub fn emit(&self, name: &str, data: Json) {
        self.emit_event(Event::new(name, data));
    }
    /// As [`FlowTx::emit`], with metadata.
    pub fn emit_event(&self, event: Event) {
        if self.wants(&event.name) {
            self.events().push(event);
        }
    }
    /// Whether anybody listens to events of this name, where making `data` is work.
    pub fn wants(&self, name: &str) -> bool {
        self.app().events().wants(name)
    }

    /// Runs what the shop hung on a hook of this flow.
    pub async fn hook(&self, hook: &str, input: Json) -> Result<Option<Json>> {
        self.hook_with(hook, || input).await
    }
    /// As [`FlowTx::hook`]; the input is made only if there is a handler.
    pub async fn hook_with(&self, hook: &str, input: impl FnOnce() -> Json + Send) -> Result<Option<Json>> {
        match &self.shared.hooks {
            Some(hooks) => hooks.run(self, hook, input).await,
            None => Ok(None),
        }
    }

    /// Whether something that a shop hung on a hook has run in this transaction: it may have written anything.
    pub fn was_hooked(&self) -> bool {
        self.shared.hooked.load(Ordering::Relaxed)
    }
    pub(crate) fn note_hook(&self) {
        self.shared.hooked.store(true, Ordering::Relaxed);
    }

    pub(crate) fn take_announced(&self) -> Vec<Step> {
        self.announced().map(|mut a| std::mem::take(&mut a.steps)).unwrap_or_default()
    }
    pub(crate) fn announced(&self) -> Option<MutexGuard<'_, Announced>> {
        self.shared.announced.as_ref().map(|a| a.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.shared.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write_events(&self) -> Result<()> {
        let events = std::mem::take(&mut *self.events());
        self.app().events().emit(&self.shared.tx, events, &self.shared.stamp).await
    }
}

/// When a transaction is committed, and what it may add to a journal.
pub(crate) enum Ends {
    /// At its end, or with the request's [`crate::Work`] where it has one.
    WithRequest(Option<Announced>),
    /// At its end.
    Now(Announced),
}

impl RequestCtx {
    /// Runs `body` in one transaction: all of it happens, or nothing. Events that it emits are written at its end and
    /// leave after the commit. `body` awaits nothing but the database; what reaches outside is a [`crate::Flow`]'s.
    ///
    /// Two requests at once on one record take turns where both begin by locking it (`Select::for_update`); the second
    /// then sees what the first did and answers the same. Budgets and stock need no lock: check and write them in one
    /// conditional update.
    pub fn transaction<T, F, Fut>(
        &self,
        flow: &'static str,
        body: F,
    ) -> impl Future<Output = Result<T>> + Send + use<T, F, Fut>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let span = tracing::trace_span!("flow", otel.name = flow);
        self.transact(flow, Ends::WithRequest(None), span, body)
    }

    /// Runs `body`, which only reads, outside the queue of writers: no step of it may write or emit.
    pub fn reading<T, F, Fut>(
        &self,
        flow: &'static str,
        body: F,
    ) -> impl Future<Output = Result<T>> + Send + use<T, F, Fut>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let ctx = self.clone();
        let database = self.app.database().clone();
        async move {
            database.read(move |tx: Tx| async move { body(FlowTx::new(ctx, flow, tx, None)).await }).await
        }
    }

    pub(crate) fn transact<T, F, Fut>(
        &self,
        flow: &'static str,
        ends: Ends,
        span: Span,
        body: F,
    ) -> impl Future<Output = Result<T>> + Send + use<T, F, Fut>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let (ctx, database) = (self.clone(), self.app.database().clone());
        let (announced, settles) = match ends {
            Ends::WithRequest(announced) => (announced, false),
            Ends::Now(announced) => (Some(announced), true),
        };
        // A flow with a journal is counted where it begins, not with each of its transactions.
        let is_whole = announced.is_none();
        let work = move |tx: Tx| async move {
            let cx = FlowTx::new(ctx, flow, tx, announced);
            let value = body(cx.clone()).await?;
            cx.write_events().await?;
            Ok(value)
        };
        let running = is_whole.then(|| self.app.metrics().begin(flow));
        async move {
            // Boxed: flows nest, and the compiler follows types so deep and no deeper.
            let ended =
                if settles { database.settling(work).boxed() } else { database.transaction(work).boxed() };
            let outcome = within(&span, pin!(ended)).await;
            if let Some(running) = running {
                running.end(&outcome);
            }
            outcome
        }
    }

    /// Runs what the shop hung on a hook of a flow that has no transaction of its own; no handler, no transaction.
    pub async fn hook(&self, flow: &'static str, hook: &'static str, input: Json) -> Result<Option<Json>> {
        let hooked = self.app.extension::<Hooks>().is_some_and(|hooks| hooks.has(flow, hook));
        if !hooked {
            return Ok(None);
        }
        self.transaction(flow, move |cx| async move { cx.hook(hook, input).await }).await
    }
}
