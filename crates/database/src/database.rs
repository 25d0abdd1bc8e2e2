//! The connection that everything shares.

use crate::ddl::Keep;
use crate::ddl::watch::{Book, POSTGRES_BOOKS};
use crate::faults::{DatabaseFaults, Lost, unanswered};
use crate::kept::{Keeping, KeptFigures};
use crate::meter::{Meter, StatementLog};
use crate::postgres::{self, Ending, Postgres};
use crate::render::{Dialect, Rendered, render};
use crate::scope::Scope;
use crate::span;
use crate::sqlite::Sqlite;
use crate::statement::{Statement, Type};
use crate::tx::{self, Common, Tx};
use crate::unit::{Then, UnitOfWork};
use futures_util::FutureExt as _;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use stheno_kernel::{Error, IdGenerator, Result, SystemClock, Value};
use tracing::{Instrument as _, Span};

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
///
/// One that a [`UnitOfWork`] handed out reads and writes in its transaction.
#[derive(Clone)]
pub struct Database {
    pub(crate) inner: Arc<Inner>,
    unit: Option<UnitOfWork>,
    scope: Option<Arc<Scope>>,
}

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
        let inner = Inner {
            backend,
            node,
            meter: Arc::default(),
            kept_bytes: options.kept_bytes,
            keeping: RwLock::default(),
            tidies: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner), unit: None, scope: None })
    }

    /// Keeps rows of these tables from now on, as each says; the database watches those that are kept.
    pub(crate) fn keep_rows(&self, tables: impl IntoIterator<Item = (&'static str, Keep)>) {
        let bytes = self.inner.kept_bytes;
        let keeping = (bytes > 0).then(|| Arc::new(Keeping::new(tables, bytes)));
        *self.inner.keeping.write().unwrap_or_else(PoisonError::into_inner) = keeping;
    }

    fn keeping(&self) -> Option<Arc<Keeping>> {
        self.inner.keeping.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets go of all rows that are kept and keeps none from now on: for tests that want every statement to be sent.
    pub fn keep_none(&self) {
        *self.inner.keeping.write().unwrap_or_else(PoisonError::into_inner) = None;
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
        match &self.unit {
            Some(unit) => unit.read(f).boxed().await,
            None => self.work(false, f).await,
        }
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
        match &self.unit {
            Some(unit) => unit.write(Then::Stay, f).boxed().instrument(self.span(true)).await,
            None => self.work(true, f).await,
        }
    }

    /// As [`Database::transaction`]; a unit of work commits with it what it has done so far, and goes on.
    pub async fn settling<T, E, F, Fut>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.unit {
            Some(unit) => unit.write(Then::Settle, f).boxed().instrument(self.span(true)).await,
            None => self.work(true, f).await,
        }
    }

    /// Has a unit of work commit what it has done so far.
    pub async fn settle(&self) -> Result<()> {
        match &self.unit {
            Some(unit) => unit.settle().await,
            None => Ok(()),
        }
    }

    /// Begins a unit of work; nothing is sent before it writes.
    pub fn unit_of_work(&self) -> UnitOfWork {
        UnitOfWork::over(self.outside())
    }

    /// The database without the unit of work, and for no request in particular.
    pub fn outside(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), unit: None, scope: None }
    }

    /// The database for what one request asks, which only reads or may write: kept rows are proved to it together.
    pub fn for_request(&self, is_read: bool) -> Self {
        let scope = self.is_postgres().then(|| Arc::new(Scope::new(is_read)));
        Self { inner: Arc::clone(&self.inner), unit: self.unit.clone(), scope }
    }

    pub(crate) fn within(&self, unit: UnitOfWork) -> Self {
        Self { inner: Arc::clone(&self.inner), unit: Some(unit), scope: None }
    }

    /// A transaction that stays open until it is ended. It neither keeps rows nor answers from kept ones: what it reads lies
    /// between writes of its own.
    pub(crate) async fn begin(&self) -> Result<Guard> {
        let common = Common { meter: Arc::clone(&self.inner.meter), keeping: None, scope: None };
        let tx = match &self.inner.backend {
            Backend::Sqlite(backend) => Tx::held(backend.held().await?, common),
            Backend::Postgres(backend) => Tx::postgres(backend.session(true).await?, true, common),
        };
        Ok(Guard(tx))
    }

    pub(crate) async fn work<T, E, F, Fut>(&self, writes: bool, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (keeping, scope) = (self.keeping(), self.scope.clone());
        let common = Common { meter: Arc::clone(&self.inner.meter), keeping, scope };
        // Open until the answer is there; entered while the closure runs.
        let span = self.span(writes);
        let backend = match &self.inner.backend {
            Backend::Sqlite(backend) => return backend.submit(common, &span, writes, f).await,
            Backend::Postgres(backend) => backend,
        };
        let session = backend.session(writes).await?;
        let tx = Tx::postgres(session, writes, common);
        let guard = Guard(tx.clone());
        let outcome = span::within(&span, pin!(tx::run(tx.clone(), f))).await;
        if tx.found_many_changes() {
            self.put_changes_together();
        }
        match outcome {
            Ok(value) => {
                commit(guard).await?;
                Ok(value)
            }
            Err(e) => {
                roll_back(guard).await;
                Err(e)
            }
        }
    }

    fn span(&self, writes: bool) -> Span {
        span::of_work(if self.is_postgres() { Dialect::Postgres } else { Dialect::Sqlite }, writes)
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.inner.backend
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// Sums up the changes of versions in a task of its own, so that looking at them stays cheap.
    fn put_changes_together(&self) {
        if self.inner.tidies.swap(true, Ordering::Relaxed) {
            return;
        }
        let database = self.outside();
        tokio::spawn(async move {
            let tidied = database.read(|tx: Tx| async move {
                for Book { table: book, .. } in &POSTGRES_BOOKS {
                    tx.batch(&postgres::put_together(book)).await?;
                    // The rows that were summed up are passed over by each look until they are swept. Giving pages back
                    // would wait until nobody looks.
                    tx.batch(&format!("VACUUM (TRUNCATE off) {book}")).await?;
                }
                Ok::<_, Error>(())
            });
            if let Err(e) = tidied.await {
                tracing::warn!(error = ?e, "changes of tables could not be summed up");
            }
            database.inner.tidies.store(false, Ordering::Relaxed);
        });
    }

    /// Statements sent since the connection was made; what begins and ends transactions does not count.
    pub fn statements(&self) -> u64 {
        self.inner.meter.sent()
    }

    /// Records statements until the log is dropped.
    pub fn record(&self) -> StatementLog {
        self.inner.meter.listen()
    }

    /// Fails statements and commits as a test plans it.
    pub fn faults(&self) -> DatabaseFaults {
        DatabaseFaults::of(&self.inner.meter)
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
        matches!(self.inner.backend, Backend::Postgres(_))
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
        self.transaction(|tx: Tx| async move {
            let tables = match tx.dialect() {
                Dialect::Sqlite => return tx.batch("ANALYZE").await,
                Dialect::Postgres => tx.run_rendered(postgres::filled_tables()).await?.into_values(),
            };
            let names: Vec<&str> = tables.iter().filter_map(Value::as_str).collect();
            if names.is_empty() { Ok(()) } else { tx.batch(&format!("ANALYZE {}", names.join(", "))).await }
        })
        .await
    }

    /// Finishes what is queued and closes the connections.
    pub async fn close(&self) {
        match &self.inner.backend {
            Backend::Postgres(backend) => backend.close(),
            Backend::Sqlite(backend) => backend.close().await,
        }
    }
}

/// Commits, and calls back in a task of its own: a commit that succeeds after the caller went away is known all the same.
pub(crate) async fn commit(guard: Guard) -> Result<()> {
    if let Err(e) = guard.0.count_put_off() {
        roll_back(guard).await;
        return Err(e);
    }
    if let Some(lost) = guard.0.at_commit() {
        guard.0.end(if lost == Lost::Commit { Ending::Rollback } else { Ending::Commit }).await?;
        return Err(unanswered());
    }
    let has_callbacks = !guard.0.callbacks().is_empty();
    if !has_callbacks {
        return guard.0.end(Ending::Commit).await;
    }
    let task = tokio::spawn(async move {
        let committed = guard.0.end(Ending::Commit).await;
        if committed.is_ok() {
            guard.0.run_callbacks();
        }
        committed
    });
    task.await.unwrap_or_else(|e| Err(Error::unexpected_state("a commit was cut off").with_source(e)))
}

/// Rolls back. A failure is for the log: the connection is closed then.
pub(crate) async fn roll_back(guard: Guard) {
    if let Err(failed) = guard.0.end(Ending::Rollback).await {
        tracing::warn!(error = ?failed, "a rollback failed: its connection was closed");
    }
}

/// Rolls back when the future of a transaction is dropped.
pub(crate) struct Guard(pub(crate) Tx);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.abandon();
    }
}
