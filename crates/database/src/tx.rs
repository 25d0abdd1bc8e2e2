//! A transaction, as its closure sees it.

mod kept;
mod later;

pub use later::Later;

use crate::faults::Lost;
use crate::kept::Keeping;
use crate::meter::Meter;
use crate::postgres::Ending;
use crate::render::{Dialect, Rendered, render, split};
use crate::rows::Rows;
use crate::scope::Scope;
use crate::statement::Statement;
use crate::{postgres, sqlite};
use futures_util::FutureExt as _;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stheno_kernel::{Error, Result};

pub(crate) type Callback = Box<dyn FnOnce() + Send>;

/// A handle on the running transaction, or on the connection of a read. After its closure has ended it only errs.
///
/// A statement that fails ends the transaction on both databases: later statements and the commit err, too.
#[derive(Clone)]
pub struct Tx {
    shared: Arc<Shared>,
    /// A read's handle on a transaction that writes.
    reads: bool,
}

struct Shared {
    session: Session,
    writes: bool,
    failed: AtomicBool,
    meter: Arc<Meter>,
    keeping: Option<Arc<Keeping>>,
    scope: Option<Arc<Scope>>,
    proofs: kept::Proofs,
    callbacks: Mutex<Vec<Callback>>,
    put_off: later::PutOff,
}

/// What a transaction shares with the database that it is of.
#[derive(Clone)]
pub(crate) struct Common {
    pub(crate) meter: Arc<Meter>,
    pub(crate) keeping: Option<Arc<Keeping>>,
    pub(crate) scope: Option<Arc<Scope>>,
}

enum Session {
    Postgres(postgres::Session),
    /// On the writer's own thread.
    Sqlite(sqlite::Session),
    /// On any other.
    Held(sqlite::Held),
}

impl Tx {
    fn new(session: Session, writes: bool, common: Common) -> Self {
        let Common { meter, keeping, scope } = common;
        let failed = AtomicBool::new(false);
        let (proofs, callbacks, put_off) = Default::default();
        let shared = Shared { session, writes, failed, meter, keeping, scope, proofs, callbacks, put_off };
        Self { shared: Arc::new(shared), reads: !writes }
    }
    pub(crate) fn sqlite(session: sqlite::Session, writes: bool, common: Common) -> Self {
        Self::new(Session::Sqlite(session), writes, common)
    }
    pub(crate) fn postgres(session: postgres::Session, writes: bool, common: Common) -> Self {
        Self::new(Session::Postgres(session), writes, common)
    }

    pub(crate) fn held(session: sqlite::Held, common: Common) -> Self {
        Self::new(Session::Held(session), true, common)
    }
    /// The same transaction for a closure that only reads.
    pub(crate) fn reading(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), reads: true }
    }

    /// Runs a statement.
    pub fn run(&self, statement: impl Into<Statement>) -> impl Future<Output = Result<Rows>> + Send {
        let (tx, statement) = (self.clone(), statement.into());
        async move { tx.run_statement(statement).await }
    }

    /// Runs statements in order; on PostgreSQL they go out together. The first error is answered.
    pub async fn run_all(&self, statements: Vec<Statement>) -> Result<Vec<Rows>> {
        if self.dialect() == Dialect::Postgres && statements.iter().all(|one| self.is_one(one)) {
            for statement in &statements {
                self.admit(statement)?;
            }
            return self
                .answer_all(statements.into_iter().map(|s| render(s, Dialect::Postgres)).collect())
                .await;
        }
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            all.push(self.run_statement(statement).await?);
        }
        Ok(all)
    }

    /// Runs a statement for what it does: the number of rows that it touched.
    pub fn execute(&self, statement: impl Into<Statement>) -> impl Future<Output = Result<u64>> + Send {
        let run = self.run(statement);
        async move { Ok(run.await?.affected()) }
    }

    /// Whether this is a read, which refuses to write.
    pub fn is_read_only(&self) -> bool {
        self.reads
    }

    /// Calls `f` after the commit; it is dropped if there is none. It must not block.
    pub fn on_commit(&self, f: impl FnOnce() + Send + 'static) {
        self.callbacks().push(Box::new(f));
    }

    /// Whether the statement is sent as it is: inserts of nothing are not, those of very many rows are several.
    fn is_one(&self, statement: &Statement) -> bool {
        let Statement::Insert(insert) = statement else { return true };
        (1..=self.dialect().parameters_max()).contains(&(insert.rows.len() * insert.columns.len()))
    }

    async fn run_statement(&self, statement: Statement) -> Result<Rows> {
        self.admit(&statement)?;
        let dialect = self.dialect();
        match statement {
            Statement::Insert(insert) if insert.rows.is_empty() => {
                Ok(Rows::new(Vec::new(), insert.returning.len(), 0))
            }
            Statement::Insert(insert)
                if insert.rows.len() * insert.columns.len() > dialect.parameters_max() =>
            {
                let mut rows = Rows::default();
                for part in split(insert, dialect) {
                    rows.append(self.run_rendered(render(part.into(), dialect)).await?);
                }
                Ok(rows)
            }
            statement => self.run_rendered(render(statement, dialect)).await,
        }
    }

    pub(crate) async fn run_rendered(&self, rendered: Rendered) -> Result<Rows> {
        let rows = self.answer_all(vec![rendered]).await?.pop();
        rows.ok_or_else(|| Error::unexpected_state("a statement has no answer"))
    }

    /// Runs SQL text that only this crate writes; it may hold several statements.
    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        self.flush().await?;
        self.note_touched(&[Rendered::raw("", Vec::new(), Vec::new())]);
        let result = match &self.shared.session {
            Session::Postgres(session) => session.batch(sql).await,
            Session::Sqlite(session) => session.batch(sql),
            Session::Held(session) => session.batch(sql).await,
        };
        self.noted(result)
    }

    /// As [`Tx::batch`], but the transaction survives an error.
    pub(crate) async fn attempt(&self, sql: &str) -> Result<()> {
        self.flush().await?;
        match &self.shared.session {
            Session::Sqlite(session) => session.batch(sql),
            Session::Held(session) => session.batch(sql).await,
            Session::Postgres(session) => {
                session.batch("SAVEPOINT attempt").await?;
                let result = session.batch(sql).await;
                let end = if result.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt" };
                session.batch(end).await.and(result)
            }
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.shared.session {
            Session::Postgres(_) => Dialect::Postgres,
            Session::Sqlite(_) | Session::Held(_) => Dialect::Sqlite,
        }
    }

    fn admit(&self, statement: &Statement) -> Result<()> {
        if self.reads && !matches!(statement, Statement::Select(_) | Statement::Fixed(_)) {
            return Err(Error::unexpected_state("a read may not write: use a transaction"));
        }
        self.verdict()
    }

    /// What a test wants to be lost of the commit that is due.
    pub(crate) fn at_commit(&self) -> Option<Lost> {
        if self.shared.writes { self.shared.meter.at_commit() } else { None }
    }

    fn noted<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.shared.meter.count_failure();
            if self.shared.writes {
                self.shared.failed.store(true, Ordering::Relaxed);
            }
        }
        result
    }

    /// Whether the transaction may still be committed.
    pub(crate) fn verdict(&self) -> Result<()> {
        if self.shared.failed.load(Ordering::Relaxed) {
            return Err(Error::unexpected_state(
                "a statement of this transaction has failed: it can only roll back",
            ));
        }
        Ok(())
    }

    pub(crate) fn callbacks(&self) -> MutexGuard<'_, Vec<Callback>> {
        self.shared.callbacks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After what failed was rolled back to a savepoint at which there were so many callbacks.
    pub(crate) fn is_whole_again(&self, callbacks: usize) {
        self.shared.failed.store(false, Ordering::Relaxed);
        self.callbacks().truncate(callbacks);
    }

    pub(crate) fn run_callbacks(&self) {
        let callbacks = std::mem::take(&mut *self.callbacks());
        for callback in callbacks {
            if catch_unwind(AssertUnwindSafe(callback)).is_err() {
                tracing::error!("a callback after a commit panicked");
            }
        }
    }

    pub(crate) fn sqlite_job(&self) -> u64 {
        match &self.shared.session {
            Session::Sqlite(session) => session.job(),
            Session::Postgres(_) | Session::Held(_) => 0,
        }
    }

    /// Commits or rolls back what does not end with its closure.
    pub(crate) async fn end(&self, ending: Ending) -> Result<()> {
        match &self.shared.session {
            Session::Postgres(session) if ending == Ending::Commit => self.commit(session).await,
            Session::Postgres(session) => session.end(ending).await,
            Session::Held(session) => session.end(ending).await,
            Session::Sqlite(_) => Ok(()),
        }
    }

    /// Rolls back what nobody waits for any more.
    pub(crate) fn abandon(&self) {
        match &self.shared.session {
            Session::Postgres(session) => session.abandon(),
            Session::Held(session) => session.abandon(),
            Session::Sqlite(_) => {}
        }
    }
}

/// Runs a closure to its end; `Ok` only if the transaction may be committed.
pub(crate) async fn run<T, E, F, Fut>(tx: Tx, f: F) -> Result<T, E>
where
    F: FnOnce(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    let run = async { f(tx.clone()).await };
    let result = match AssertUnwindSafe(run).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(panicked(panic.as_ref()).into()),
    };
    result.and_then(|value| tx.verdict().map(|()| value).map_err(E::from))
}

/// The error of a closure that panicked.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::unexpected_state("a transaction panicked").with_source(text.unwrap_or("no message").to_owned())
}
