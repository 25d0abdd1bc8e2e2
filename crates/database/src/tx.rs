//! A transaction, as its closure sees it.

mod kept;

use crate::faults::Lost;
use crate::kept::Keeping;
use crate::meter::Meter;
use crate::render::{Dialect, Rendered, render, split};
use crate::rows::Rows;
use crate::statement::Statement;
use crate::{postgres, sqlite};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use stheno_kernel::{Error, Result};

type Callback = Box<dyn FnOnce() + Send>;

/// A handle on the running transaction, or on the connection of a read. After its closure has ended it only errs.
///
/// A statement that fails ends the transaction on both databases: later statements and the commit err, too.
#[derive(Clone)]
pub struct Tx(Arc<Shared>);

struct Shared {
    session: Session,
    writes: bool,
    failed: AtomicBool,
    meter: Arc<Meter>,
    keeping: Option<Arc<Keeping>>,
    proofs: kept::Proofs,
    callbacks: Mutex<Vec<Callback>>,
}

/// What a transaction shares with the database that it is of.
#[derive(Clone)]
pub(crate) struct Common {
    pub(crate) meter: Arc<Meter>,
    pub(crate) keeping: Option<Arc<Keeping>>,
}

enum Session {
    Postgres(postgres::Session),
    Sqlite(sqlite::Session),
}

impl Tx {
    fn new(session: Session, writes: bool, common: Common) -> Self {
        let Common { meter, keeping } = common;
        let failed = AtomicBool::new(false);
        let (proofs, callbacks) = (kept::Proofs::default(), Mutex::default());
        Self(Arc::new(Shared { session, writes, failed, meter, keeping, proofs, callbacks }))
    }
    pub(crate) fn sqlite(session: sqlite::Session, writes: bool, common: Common) -> Self {
        Self::new(Session::Sqlite(session), writes, common)
    }
    pub(crate) fn postgres(session: postgres::Session, writes: bool, common: Common) -> Self {
        Self::new(Session::Postgres(session), writes, common)
    }

    /// Runs a statement.
    pub fn run(&self, statement: impl Into<Statement>) -> impl Future<Output = Result<Rows>> + Send {
        let (tx, statement) = (self.clone(), statement.into());
        async move { tx.run_statement(statement).await }
    }

    /// Runs statements in order; on PostgreSQL they go out together. The first error is answered.
    pub async fn run_all(&self, statements: Vec<Statement>) -> Result<Vec<Rows>> {
        let parameters_max = self.dialect().parameters_max();
        let one_each = statements.iter().all(|s| match s {
            Statement::Insert(i) => (1..=parameters_max).contains(&(i.rows.len() * i.columns.len())),
            _ => true,
        });
        if one_each && self.dialect() == Dialect::Postgres {
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
        !self.0.writes
    }

    /// Calls `f` after the commit; it is dropped if there is none. It must not block.
    pub fn on_commit(&self, f: impl FnOnce() + Send + 'static) {
        self.0.callbacks.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(f));
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
        self.0.proofs.forget();
        let result = match &self.0.session {
            Session::Postgres(session) => session.batch(sql).await,
            Session::Sqlite(session) => session.batch(sql),
        };
        self.noted(result)
    }

    /// As [`Tx::batch`], but the transaction survives an error.
    pub(crate) async fn attempt(&self, sql: &str) -> Result<()> {
        match &self.0.session {
            Session::Sqlite(session) => session.batch(sql),
            Session::Postgres(session) => {
                session.batch("SAVEPOINT attempt").await?;
                let result = session.batch(sql).await;
                let end = if result.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt" };
                session.batch(end).await.and(result)
            }
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.0.session {
            Session::Postgres(_) => Dialect::Postgres,
            Session::Sqlite(_) => Dialect::Sqlite,
        }
    }

    fn admit(&self, statement: &Statement) -> Result<()> {
        if !self.0.writes && !matches!(statement, Statement::Select(_)) {
            return Err(Error::unexpected_state("a read may not write: use a transaction"));
        }
        self.verdict()
    }

    /// What a test wants to be lost of the commit that is due.
    pub(crate) fn at_commit(&self) -> Option<Lost> {
        if self.0.writes { self.0.meter.at_commit() } else { None }
    }

    fn noted<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() && self.0.writes {
            self.0.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    /// Whether the transaction may still be committed.
    pub(crate) fn verdict(&self) -> Result<()> {
        if self.0.failed.load(Ordering::Relaxed) {
            return Err(Error::unexpected_state(
                "a statement of this transaction has failed: it can only roll back",
            ));
        }
        Ok(())
    }

    pub(crate) fn has_callbacks(&self) -> bool {
        !self.0.callbacks.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    pub(crate) fn run_callbacks(&self) {
        let callbacks = std::mem::take(&mut *self.0.callbacks.lock().unwrap_or_else(PoisonError::into_inner));
        for callback in callbacks {
            if catch_unwind(AssertUnwindSafe(callback)).is_err() {
                tracing::error!("a callback after a commit panicked");
            }
        }
    }

    pub(crate) fn sqlite_job(&self) -> u64 {
        match &self.0.session {
            Session::Sqlite(session) => session.job(),
            Session::Postgres(_) => 0,
        }
    }

    pub(crate) fn postgres_session(&self) -> Option<&postgres::Session> {
        match &self.0.session {
            Session::Postgres(session) => Some(session),
            Session::Sqlite(_) => None,
        }
    }
}

/// The error of a closure that panicked.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::unexpected_state("a transaction panicked").with_source(text.unwrap_or("no message").to_owned())
}
