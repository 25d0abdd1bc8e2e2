//! SQLite: one writer thread with group commit, reader threads with a connection each.
//!
//! A connection never leaves its thread. A transaction's closure travels there instead, and its future is polled to
//! the end on the spot: every await on a [`crate::Tx`] is ready at once.

mod error;
mod functions;
mod held;
mod hold;
mod job;
mod json;
mod local;
mod number;
mod pattern;
mod queue;
mod run;
mod searches;
mod versions;
mod worker;

pub(crate) use held::Held;
pub(crate) use hold::Hold;

use crate::database::Options;
use crate::kept::{Keeping, Question};
use crate::render::Rendered;
use crate::rows::Rows;
use crate::tx::{Common, Tx};
use job::{Job, Task};
use local::Local;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use queue::Queue;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use stheno_kernel::{Error, ErrorKind, Result};
use tokio::sync::oneshot;
use tracing::Span;

/// Jobs that may wait for a thread; more senders wait as tasks.
const QUEUE_MAX: usize = 1024;

/// The file whose lock tells who serves the database.
const NODE_SUFFIX: &str = "-node";

type Jobs = Queue<Box<dyn Job>>;

pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Arc<Jobs>,
    writer: Arc<Jobs>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// How many transactions each commit carried.
    groups: Histogram,
    scratch: bool,
}

/// How a connection is opened.
#[derive(Clone)]
pub(super) struct Setup {
    path: Arc<Path>,
    /// A database for tests, gone with its last connection: it need not survive a power cut.
    scratch: Option<Arc<ScratchFile>>,
    timeout_ms: Option<u64>,
}

/// Deletes a file of a database when the last thread lets go of it.
pub(super) struct ScratchFile(PathBuf);

impl Drop for ScratchFile {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm", NODE_SUFFIX] {
            let mut name = self.0.clone().into_os_string();
            name.push(suffix);
            let _ = std::fs::remove_file(name);
        }
    }
}

impl Sqlite {
    /// `target` is a path, or `:memory:` for a database of its own that ends with the last handle.
    pub(crate) async fn open(target: &str, options: &Options) -> Result<Self> {
        let setup = setup(target, options.statement_timeout_ms)?;
        let backend = Self {
            path: setup.path.to_path_buf(),
            readers: Arc::new(Queue::new(QUEUE_MAX)),
            writer: Arc::new(Queue::new(QUEUE_MAX)),
            threads: Mutex::default(),
            groups: Histogram::new(exponential_buckets(1.0, 2.0, 8)),
            scratch: setup.scratch.is_some(),
        };
        // The writer comes first: it creates the file and turns the journal on.
        backend.spawn("stheno-writer", &setup, true).await?;
        for _ in 0..options.readers.max(1) {
            backend.spawn("stheno-reader", &setup, false).await?;
        }
        Ok(backend)
    }

    async fn spawn(&self, name: &str, setup: &Setup, writes: bool) -> Result<()> {
        let (opened, answer) = oneshot::channel();
        let (setup, runtime) = (setup.clone(), tokio::runtime::Handle::current());
        let jobs = Arc::clone(if writes { &self.writer } else { &self.readers });
        let groups = writes.then(|| self.groups.clone());
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // Callbacks after a commit may wake tasks or spawn them.
                let _entered = runtime.enter();
                let local = match Local::open(&setup, writes) {
                    Ok(local) => local,
                    Err(e) => return drop(opened.send(Err(e))),
                };
                if opened.send(Ok(())).is_ok() {
                    worker::serve(&local, &jobs, groups.as_ref());
                }
                // The connection closes before the last thread deletes a scratch file.
                drop(local);
                drop(setup);
            })
            .map_err(|e| unavailable("the database thread cannot start").with_source(e))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        answer.await.unwrap_or_else(|_| Err(unavailable("the database thread has ended")))
    }

    /// Runs a closure on a reader or on the writer thread.
    pub(crate) async fn submit<T, E, F, Fut>(
        &self,
        common: Common,
        span: &Span,
        writes: bool,
        f: F,
    ) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        static JOBS: AtomicU64 = AtomicU64::new(1);
        let (sender, answer) = oneshot::channel();
        let session = Session { job: JOBS.fetch_add(1, Ordering::Relaxed) };
        let task = Task::new(f, Tx::sqlite(session, writes, common), span, sender);
        let queue = if writes { &self.writer } else { &self.readers };
        if !queue.send(Box::new(task)).await {
            return Err(unavailable("the database is closed").into());
        }
        answer.await.unwrap_or_else(|_| Err(unavailable("the database thread has ended").into()))
    }

    /// How many transactions wait for the writer, and how many reads for a reader.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        (self.writer.len(), self.readers.len())
    }

    pub(crate) fn groups(&self) -> &Histogram {
        &self.groups
    }

    /// Has the writer's connection wait for what it is told from elsewhere.
    pub(crate) async fn held(&self) -> Result<Held> {
        let (held, job) = held::pair();
        if !self.writer.send(Box::new(job)).await {
            return Err(unavailable("the database is closed"));
        }
        Ok(held)
    }

    /// Lets the threads finish what is queued and waits for them.
    pub(crate) async fn close(&self) {
        self.shut();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = tokio::task::spawn_blocking(move || threads.into_iter().for_each(|t| drop(t.join()))).await;
    }

    fn shut(&self) {
        self.readers.close();
        self.writer.close();
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.shut();
        if !self.scratch {
            return;
        }
        // The process may end right after a test: the files go first. The last handle may fall on a thread of ours.
        let threads = std::mem::take(self.threads.get_mut().unwrap_or_else(PoisonError::into_inner));
        let here = std::thread::current().id();
        if threads.iter().all(|thread| thread.thread().id() != here) {
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
    }
}

fn setup(target: &str, timeout_ms: Option<u64>) -> Result<Setup> {
    if target == ":memory:" {
        // A fresh hasher is keyed by chance, so that no file of an earlier process is met again.
        let name = format!("stheno-{:016x}.db", RandomState::new().hash_one(std::process::id()));
        let path = std::env::temp_dir().join(name);
        let scratch = ScratchFile(path.clone());
        return Ok(Setup { path: path.into(), scratch: Some(Arc::new(scratch)), timeout_ms });
    }
    let path = PathBuf::from(target);
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|e| unavailable("the database's directory cannot be created").with_source(e))?;
    }
    Ok(Setup { path: path.into(), scratch: None, timeout_ms })
}

pub(super) fn unavailable(message: &str) -> Error {
    Error::new(ErrorKind::Unavailable, message)
}

/// A transaction's hold on the connection of the thread that runs it.
pub(crate) struct Session {
    job: u64,
}

impl Session {
    pub(crate) fn job(&self) -> u64 {
        self.job
    }
    pub(crate) fn run(&self, rendered: &Rendered) -> Result<Rows> {
        local::with(self.job, |local| run::run(local, rendered))
    }
    /// The rows that are kept, or those that the database has; `sent` is called before it is asked, and may refuse.
    pub(crate) fn answer(
        &self,
        keeping: &Arc<Keeping>,
        question: Question,
        rendered: &Rendered,
        sent: impl FnOnce() -> Result<()>,
    ) -> Result<Rows> {
        local::with(self.job, |local| {
            let versions = versions::of(local, keeping);
            if let Some(rows) = versions.as_ref().and_then(|versions| keeping.answer(&question, versions)) {
                return Ok(rows);
            }
            sent()?;
            let rows = run::run(local, rendered)?;
            keeping.missed();
            if let Some(versions) = versions {
                keeping.keep(question, &versions, &rows);
            }
            Ok(rows)
        })
    }
    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        local::with(self.job, |local| run::batch(local, sql))
    }
}
