//! The connection that everything shares.

use crate::faults::{DatabaseFaults, Lost, unanswered};
use crate::kept::{Keeping, KeptFigures};
use crate::meter::{Meter, StatementLog};
use crate::postgres::{self, Ending, Postgres};
use crate::render::{Dialect, Rendered, render};
use crate::sqlite::Sqlite;
use crate::statement::{Statement, Type};
use crate::tx::{self, Common, Tx};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use stheno_kernel::{Error, IdGenerator, Result, SystemClock};

/// How much of a machine a database may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that read an SQLite file.
    pub readers: usize,
    /// Connections to PostgreSQL at most.
    pub pool: usize,
    /// A statement that runs longer fails with [`stheno_kernel::ErrorKind::Unavailable`].
    pub statement_timeout_ms: Option<u64>,
    /// What rows of selects may take that are kept in memory, in bytes; 0 keeps none.
    pub kept_bytes: usize,
}

/// What rows that are kept may take, where nobody says otherwise.
const KEPT_BYTES: usize = 48 * 1024 * 1024;

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { readers: cores, pool: 16, statement_timeout_ms: None, kept_bytes: KEPT_BYTES }
    }
}

/// A database, SQLite or PostgreSQL; clones share its connections.
#[derive(Clone)]
pub struct Database(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) backend: Backend,
    pub(crate) node: String,
    meter: Arc<Meter>,
    kept_bytes: usize,
    keeping: RwLock<Option<Arc<Keeping>>>,
    /// Whether changes are being put together.
    tidies: AtomicBool,
}

pub(crate) enum Backend {
    Postgres(Postgres),
    Sqlite(Sqlite),
}

impl Database {
    /// Connects to `postgres://..`, `sqlite:PATH`, `sqlite::memory:` (a scratch database) or a plain path.
    pub async fn connect(url: &str, options: Options) -> Result<Self> {
        let backend = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Backend::Postgres(Postgres::open(url, &options).await?)
        } else {
            let target = url.strip_prefix("sqlite:").unwrap_or(url);
            let target = target.strip_prefix("//").unwrap_or(target);
            Backend::Sqlite(Sqlite::open(target, &options).await?)
        };
        let node = IdGenerator::default().next("node", &SystemClock);
        Ok(Self(Arc::new(Inner {
            backend,
            node,
            meter: Arc::default(),
            kept_bytes: options.kept_bytes,
            keeping: RwLock::default(),
            tidies: AtomicBool::new(false),
        })))
    }

    /// Keeps rows of these tables from now on, which the database watches.
    pub(crate) fn keep_rows(&self, tables: impl IntoIterator<Item = &'static str>) {
        let keeping = (self.0.kept_bytes > 0).then(|| Arc::new(Keeping::new(tables, self.0.kept_bytes)));
        *self.0.keeping.write().unwrap_or_else(PoisonError::into_inner) = keeping;
    }

    fn keeping(&self) -> Option<Arc<Keeping>> {
        self.0.keeping.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is kept in memory.
    pub fn kept(&self) -> KeptFigures {
        self.keeping().map(|keeping| keeping.figures()).unwrap_or_default()
    }

    /// Runs a closure that only reads. On SQLite it sees one snapshot; on PostgreSQL each statement sees its own.
    pub async fn read<T, E, F, Fut>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.work(false, f).await
    }

    /// Runs a closure in a transaction, which awaits nothing but the database. `Err` rolls back; `Ok` is answered
    /// after the commit. Dropping the future rolls back, unless the commit is on its way already.
    pub async fn transaction<T, E, F, Fut>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.work(true, f).await
    }

    async fn work<T, E, F, Fut>(&self, writes: bool, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let common = Common { meter: Arc::clone(&self.0.meter), keeping: self.keeping() };
        let backend = match &self.0.backend {
            Backend::Sqlite(backend) => return backend.submit(common, writes, f).await,
            Backend::Postgres(backend) => backend,
        };
        let session = backend.session(writes).await?;
        let tx = Tx::postgres(session, writes, common);
        let guard = Guard(tx.clone());
        let run = async { f(tx.clone()).await };
        let result = match AssertUnwindSafe(run).catch_unwind().await {
            Ok(result) => result,
            Err(panic) => Err(tx::panicked(panic.as_ref()).into()),
        };
        if tx.found_many_changes() {
            self.put_changes_together();
        }
        let result = result.and_then(|value| tx.verdict().map(|()| value).map_err(E::from));
        match result {
            Ok(value) => {
                commit(guard, tx).await?;
                Ok(value)
            }
            Err(e) => {
                if let Err(failed) = guard.end(Ending::Rollback).await {
                    tracing::warn!(error = ?failed, "a rollback failed: its connection was closed");
                }
                Err(e)
            }
        }
    }

    /// Sums up the changes of versions in a task of its own, so that looking at them stays cheap.
    fn put_changes_together(&self) {
        if self.0.tidies.swap(true, Ordering::Relaxed) {
            return;
        }
        let database = self.clone();
        tokio::spawn(async move {
            let tidied = database.read(|tx: Tx| async move {
                tx.batch(&postgres::put_together()).await?;
                // The rows that were summed up are passed over by each look until they are swept.
                tx.batch("VACUUM stheno_table_change").await
            });
            if let Err(e) = tidied.await {
                tracing::warn!(error = ?e, "changes of tables could not be summed up");
            }
            database.0.tidies.store(false, Ordering::Relaxed);
        });
    }

    /// Statements sent since the connection was made; what begins and ends transactions does not count.
    pub fn statements(&self) -> u64 {
        self.0.meter.sent()
    }

    /// Records statements until the log is dropped.
    pub fn record(&self) -> StatementLog {
        self.0.meter.listen()
    }

    /// Fails statements and commits as a test plans it.
    pub fn faults(&self) -> DatabaseFaults {
        DatabaseFaults::of(&self.0.meter)
    }

    /// How the database would run a statement, in its own words.
    pub async fn explain(&self, statement: Statement) -> Result<String> {
        self.explain_rendered(|dialect| render(statement, dialect)).await
    }

    pub(crate) async fn explain_rendered(
        &self,
        render: impl FnOnce(Dialect) -> Rendered + Send + 'static,
    ) -> Result<String> {
        self.read(|tx: Tx| async move {
            let mut rendered = render(tx.dialect());
            let (verb, types) = match tx.dialect() {
                Dialect::Postgres => ("EXPLAIN ", vec![Type::Text]),
                Dialect::Sqlite => ("EXPLAIN QUERY PLAN ", vec![Type::Int, Type::Int, Type::Int, Type::Text]),
            };
            rendered.sql.insert_str(0, verb);
            rendered.types = types;
            rendered.scan = None;
            let rows = tx.run_rendered(rendered).await?;
            let lines: Vec<&str> = rows.iter().filter_map(|row| row.last()?.as_str()).collect();
            Ok(lines.join("\n"))
        })
        .await
    }

    /// Whether the database is PostgreSQL: for tests, and for what operators are told.
    pub fn is_postgres(&self) -> bool {
        matches!(self.0.backend, Backend::Postgres(_))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read(|tx: Tx| async move {
            tx.run_rendered(Rendered::raw("SELECT 1", Vec::new(), vec![Type::Int])).await.map(drop)
        })
        .await
    }

    /// Brings the planner's statistics up to date: for after a seed or an import.
    pub async fn analyze(&self) -> Result<()> {
        self.transaction(|tx: Tx| async move { tx.batch("ANALYZE").await }).await
    }

    /// Finishes what is queued and closes the connections.
    pub async fn close(&self) {
        match &self.0.backend {
            Backend::Postgres(backend) => backend.close(),
            Backend::Sqlite(backend) => backend.close().await,
        }
    }
}

/// Commits, and calls back in a task of its own: a commit that succeeds after the caller went away is known all the same.
async fn commit(guard: Guard, tx: Tx) -> Result<()> {
    if let Some(lost) = tx.at_commit() {
        guard.end(if lost == Lost::Commit { Ending::Rollback } else { Ending::Commit }).await?;
        return Err(unanswered());
    }
    if !tx.has_callbacks() {
        return guard.end(Ending::Commit).await;
    }
    let task = tokio::spawn(async move {
        let committed = guard.end(Ending::Commit).await;
        if committed.is_ok() {
            tx.run_callbacks();
        }
        committed
    });
    task.await.unwrap_or_else(|e| Err(Error::unexpected_state("a commit was cut off").with_source(e)))
}

/// Rolls back when the future of a transaction is dropped.
struct Guard(Tx);

impl Guard {
    async fn end(&self, ending: Ending) -> Result<()> {
        match self.0.postgres_session() {
            Some(session) => session.end(ending).await,
            None => Ok(()),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(session) = self.0.postgres_session() {
            session.abandon();
        }
    }
}
