//! The bus: who listens, what is written, when the dispatcher runs.

use crate::delivery::Subscriber;
use crate::dispatcher::{Dispatcher, Running};
use crate::job::Job;
use crate::log::EventLog;
use crate::metrics::Metrics;
use crate::{Event, Schedule, outbox};
use futures_util::FutureExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use stheno_database::{Database, Tx};
use stheno_kernel::{Clock, Result, Stamp};
use tokio::sync::{Mutex, Notify};

/// What may be set about the bus.
#[derive(Clone, Debug)]
pub struct EventOptions {
    /// The file that gets a JSON line `{name, data, metadata}` for every delivered event (`STHENO_EVENT_LOG`).
    pub log: Option<PathBuf>,
    /// How often the dispatcher looks for work that no commit of this node announced.
    pub poll: Duration,
    /// How long rows of a node that fell silent stay its own.
    pub lease: Duration,
    /// The pause before the second attempt; it doubles with each, up to five minutes.
    pub backoff: Duration,
    /// Attempts until an event is left dead.
    pub attempts_max: u32,
    /// Events of which this node tells its subscribers at once.
    pub at_once_max: usize,
}

impl Default for EventOptions {
    fn default() -> Self {
        Self {
            log: None,
            poll: Duration::from_secs(1),
            lease: Duration::from_secs(30),
            backoff: Duration::from_secs(1),
            attempts_max: 10,
            at_once_max: 64,
        }
    }
}

/// Where events leave; cheap to clone.
#[derive(Clone)]
pub struct EventBus(pub(crate) Arc<Shared>);

type Ring = Box<dyn Fn() + Send + Sync>;

pub(crate) struct Shared {
    pub options: EventOptions,
    pub log: Option<EventLog>,
    pub wake: Notify,
    /// Rows claimed by the dispatcher and not yet settled, and who waits for that to be none.
    pub in_flight: AtomicUsize,
    pub settled: Notify,
    pub metrics: Metrics,
    /// Whether a dispatcher is at work here.
    pub delivers: AtomicBool,
    ring: OnceLock<Ring>,
    subscribers: RwLock<Arc<Vec<Subscriber>>>,
    jobs: RwLock<Arc<Vec<Job>>>,
    running: Mutex<Option<Running>>,
}

impl EventBus {
    /// A bus without subscribers; fails where the event log cannot be opened.
    pub fn new(options: EventOptions) -> Result<Self> {
        let log = options.log.as_deref().map(EventLog::open).transpose()?;
        Ok(Self(Arc::new(Shared {
            options,
            log,
            wake: Notify::new(),
            in_flight: AtomicUsize::new(0),
            settled: Notify::new(),
            metrics: Metrics::default(),
            delivers: AtomicBool::new(false),
            ring: OnceLock::new(),
            subscribers: RwLock::default(),
            jobs: RwLock::default(),
            running: Mutex::new(None),
        })))
    }

    /// Tells `handler` of every event called `name` (`*` for all). `id` names the subscriber in the outbox, where it is
    /// noted who need not be told again; a second one of the same name and id takes the place of the first.
    pub fn subscribe<F, Fut>(&self, name: &str, id: &str, handler: F)
    where
        F: Fn(Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let subscriber = Subscriber {
            name: name.to_owned(),
            id: format!("{name}#{id}"),
            handler: Arc::new(move |event| {
                let handler = Arc::clone(&handler);
                async move { handler(event).await }.boxed()
            }),
        };
        let mut subscribers = self.0.subscribers.write().unwrap_or_else(PoisonError::into_inner);
        let list = Arc::make_mut(&mut subscribers);
        list.retain(|s| s.id != subscriber.id);
        list.push(subscriber);
    }

    /// Runs `handler` when `schedule` says so, on one of all nodes. To be called before [`EventBus::start`].
    pub fn schedule<F, Fut>(&self, name: &str, schedule: Schedule, handler: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let job = Job {
            name: name.to_owned(),
            schedule,
            handler: Arc::new(move || {
                let handler = Arc::clone(&handler);
                async move { handler().await }.boxed()
            }),
        };
        let mut jobs = self.0.jobs.write().unwrap_or_else(PoisonError::into_inner);
        let list = Arc::make_mut(&mut jobs);
        list.retain(|j| j.name != job.name);
        list.push(job);
    }

    /// Whether anybody listens to `name`. Nodes of one shop have the same subscribers, so a no holds for all of them.
    pub fn wants(&self, name: &str) -> bool {
        self.0.log.is_some() || self.0.subscribers().iter().any(|s| s.wants(name))
    }

    /// Writes the events that somebody wants, in one statement within `tx`; delivery starts when it commits.
    /// To be called last in a transaction, when the records that the events tell of are locked by it.
    pub async fn emit(&self, tx: &Tx, events: Vec<Event>, stamp: &Stamp) -> Result<()> {
        let wanted = events.into_iter().filter(|event| self.wants(&event.name));
        let wanted: Vec<Event> = wanted.flat_map(Event::spread).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        tx.later(outbox::insert(&wanted, stamp.now)).await?;
        let shared = Arc::clone(&self.0);
        tx.on_commit(move || {
            shared.wake.notify_one();
            if !shared.has_room() {
                shared.ring();
            }
        });
        Ok(())
    }

    /// Has `ring` called when there is more to deliver than this node can begin now, so that others hear of it before their
    /// poll. It must not block, and what it does may fail. The first one stays.
    pub fn ring_with(&self, ring: impl Fn() + Send + Sync + 'static) {
        if self.0.ring.set(Box::new(ring)).is_err() {
            tracing::warn!("the event bus rings at the other nodes already");
        }
    }

    /// Has the dispatcher look for work now: something became free that no commit of this node announced.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Starts delivering and running jobs, until [`EventBus::stop`]. Starting twice is starting once.
    pub async fn start(&self, database: Database, clock: Arc<dyn Clock>) -> Result<()> {
        let mut running = self.0.running.lock().await;
        if running.is_none() {
            *running = Some(Dispatcher::new(&self.0, database, clock).start().await?);
            self.0.delivers.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Lets the deliveries and jobs at work finish, for at most ten seconds, and stops.
    pub async fn stop(&self) {
        let running = self.0.running.lock().await.take();
        self.0.delivers.store(false, Ordering::SeqCst);
        if let Some(running) = running {
            running.stop().await;
        }
    }

    /// Delivers whatever is due, and what comes of that, until nothing is due; answers how many deliveries were tried.
    /// For tests: what fails stays until the clock has moved past its pause.
    pub async fn drain(&self, database: &Database, clock: &Arc<dyn Clock>) -> Result<usize> {
        Dispatcher::new(&self.0, database.clone(), Arc::clone(clock)).drain().await
    }

    /// Runs the jobs that are due, and answers how many ran here. For tests.
    pub async fn run_due_jobs(&self, database: &Database, clock: &Arc<dyn Clock>) -> Result<usize> {
        Dispatcher::new(&self.0, database.clone(), Arc::clone(clock)).run_due_jobs().await
    }
}

impl Shared {
    pub fn subscribers(&self) -> Arc<Vec<Subscriber>> {
        Arc::clone(&self.subscribers.read().unwrap_or_else(PoisonError::into_inner))
    }
    pub fn jobs(&self) -> Arc<Vec<Job>> {
        Arc::clone(&self.jobs.read().unwrap_or_else(PoisonError::into_inner))
    }
    /// Whether a delivery could begin here at once.
    fn has_room(&self) -> bool {
        self.delivers.load(Ordering::SeqCst)
            && self.in_flight.load(Ordering::SeqCst) < self.options.at_once_max
    }
    /// Tells the other nodes that there is work.
    pub fn ring(&self) {
        if let Some(ring) = self.ring.get() {
            ring();
        }
    }
    /// Notes that `count` rows are settled.
    pub fn settle(&self, count: usize) {
        if self.in_flight.fetch_sub(count, Ordering::SeqCst) == count {
            self.settled.notify_waiters();
        }
    }
}
