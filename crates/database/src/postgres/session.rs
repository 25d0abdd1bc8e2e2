//! One pooled connection in the hands of a read or a transaction.

use super::decode::Cell;
use super::encode::Param;
use super::error;
use super::tls::Tls;
use crate::render::Rendered;
use crate::rows::Rows;
use deadpool_postgres::{Client, Object};
use futures_util::TryStreamExt as _;
use futures_util::future::{join, join_all};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use stheno_kernel::{Error, Result};
use tokio_postgres::{Error as PgError, Statement};

/// Prepared statements that one connection may collect before they are dropped all at once.
const STATEMENTS_MAX: usize = 1024;
/// Statements that bind more than this are bulk work, prepared for one use.
const CACHED_PARAMETERS_MAX: usize = 2000;

/// Statements of flows find their rows by keys: one plan is right for every value, and is made once.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL plan_cache_mode = force_generic_plan";

pub(crate) struct Session {
    client: Mutex<Option<Arc<Client>>>,
    tls: Tls,
    /// Whether the next statement has a BEGIN to take with it.
    begin_due: Mutex<bool>,
    began: AtomicBool,
    /// A statement's future was dropped before its answer came.
    interrupted: AtomicBool,
    /// The connection is not to be used again.
    outdated: AtomicBool,
}

/// How a session gives its connection back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Commit,
    Rollback,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(client: Client, tls: Tls, writes: bool) -> Self {
        Self {
            client: Mutex::new(Some(Arc::new(client))),
            tls,
            begin_due: Mutex::new(writes),
            began: AtomicBool::new(false),
            interrupted: AtomicBool::new(false),
            outdated: AtomicBool::new(false),
        }
    }

    /// The error of a statement. Where its plan no longer fits, those of others may not either: none is used again.
    fn failed(&self, client: &Client, e: PgError, rendered: &Rendered) -> Error {
        if error::is_stale_plan(&e) {
            client.statement_cache.clear();
        }
        self.explained(e, &rendered.sql)
    }

    /// The error of a statement, which may say something of the connection.
    fn explained(&self, e: PgError, sql: &str) -> Error {
        if error::is_read_only(&e) {
            self.outdated.store(true, Ordering::Relaxed);
        }
        error::explained(e, sql)
    }

    fn client(&self) -> Result<Arc<Client>> {
        lock(&self.client).clone().ok_or_else(|| Error::unexpected_state("this transaction has ended"))
    }

    pub(crate) async fn run(&self, rendered: &Rendered) -> Result<Rows> {
        let client = self.client()?;
        let flight = Flight::new(&self.interrupted);
        let (begun, rows) = join(self.begin(&client), prepare_and_query(&client, rendered)).await;
        flight.land();
        begun.map_err(|e| error::explained(e, "BEGIN"))?;
        let again = match rows {
            // Outside a transaction nothing is lost by asking again.
            Err(e) if error::is_stale_plan(&e) && !self.began.load(Ordering::Relaxed) => {
                client.statement_cache.clear();
                prepare_and_query(&client, rendered).await
            }
            rows => rows,
        };
        again.map_err(|e| self.failed(&client, e, rendered))
    }

    /// Runs statements in one go: all are prepared before the first is sent, so that they arrive in order.
    pub(crate) async fn run_all(&self, all: &[&Rendered]) -> Result<Vec<Rows>> {
        let client = self.client()?;
        let flight = Flight::new(&self.interrupted);
        let answered = async {
            let statements = prepare_all(&client, all).await?;
            self.query_all(&client, &statements, all).await
        };
        let (begun, answers) = join(self.begin(&client), answered).await;
        flight.land();
        begun.map_err(|e| error::explained(e, "BEGIN"))?;
        answers
    }

    async fn query_all(
        &self,
        client: &Client,
        statements: &[Statement],
        all: &[&Rendered],
    ) -> Result<Vec<Rows>> {
        let queries =
            statements.iter().zip(all).map(|(statement, rendered)| query(client, statement, rendered));
        let answers = join_all(queries).await.into_iter().zip(all);
        answers.map(|(rows, rendered)| rows.map_err(|e| self.failed(client, e, rendered))).collect()
    }

    /// Runs the last statements of the transaction, and commits it in the same go, which does nothing where one of them fails.
    pub(crate) async fn run_and_commit(&self, all: &[&Rendered]) -> Result<Vec<Rows>> {
        let client = self.client()?;
        let flight = Flight::new(&self.interrupted);
        let (begun, statements) = join(self.begin(&client), prepare_all(&client, all)).await;
        flight.land();
        begun.map_err(|e| error::explained(e, "BEGIN"))?;
        let statements = statements?;
        // From here on whoever drops this future leaves a commit behind that is on its way.
        let (answers, committed) =
            join(self.query_all(&client, &statements, all), self.end(Ending::Commit)).await;
        let answers = answers?;
        committed.map(|()| answers)
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        let client = self.client()?;
        let flight = Flight::new(&self.interrupted);
        let (begun, done) = join(self.begin(&client), client.batch_execute(sql)).await;
        flight.land();
        begun.and(done).map_err(|e| self.explained(e, sql))
    }

    /// Sends BEGIN if it is due. It leaves on the first poll, under the lock, so that it precedes every statement of
    /// the transaction; its answer is awaited beside that of the first statement.
    async fn begin(&self, client: &Client) -> Result<(), PgError> {
        let mut sent = None;
        let at_once = poll_fn(|context| {
            let mut due = lock(&self.begin_due);
            if !std::mem::take(&mut *due) {
                return Poll::Ready(Ok(()));
            }
            self.began.store(true, Ordering::Relaxed);
            let mut begin = Box::pin(client.batch_execute(BEGIN));
            match begin.as_mut().poll(context) {
                Poll::Ready(result) => Poll::Ready(result),
                Poll::Pending => {
                    sent = Some(begin);
                    Poll::Ready(Ok(()))
                }
            }
        });
        at_once.await?;
        match sent {
            Some(begin) => begin.await,
            None => Ok(()),
        }
    }

    /// Ends the transaction, if one began, and gives the connection back.
    pub(crate) async fn end(&self, ending: Ending) -> Result<()> {
        let Some(client) = lock(&self.client).take() else { return Ok(()) };
        if !self.began.load(Ordering::Relaxed) {
            return Ok(());
        }
        let sql = if ending == Ending::Commit { "COMMIT" } else { "ROLLBACK" };
        let result = client.batch_execute(sql).await;
        if result.is_err() || self.outdated.load(Ordering::Relaxed) {
            discard(client);
        }
        result.map_err(|e| error::explained(e, sql))
    }

    /// Cleans up after a future that was dropped before it ended: nothing it wrote may stay, and the next user of the
    /// connection must not wait for what it left running.
    pub(crate) fn abandon(&self) {
        let Some(client) = lock(&self.client).take() else { return };
        let (began, interrupted) =
            (self.began.load(Ordering::Relaxed), self.interrupted.load(Ordering::Relaxed));
        if !began && !interrupted {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return discard(client) };
        let tls = self.tls.clone();
        runtime.spawn(async move {
            if interrupted && client.cancel_token().cancel_query(tls).await.is_err() {
                return discard(client);
            }
            let sql = if began { "ROLLBACK" } else { "" };
            if client.batch_execute(sql).await.is_err() {
                discard(client);
            }
        });
    }
}

/// Closes a connection rather than giving it back; the server rolls back what it had open.
fn discard(client: Arc<Client>) {
    if let Some(client) = Arc::into_inner(client) {
        drop(Object::take(client));
    }
}

/// Notices when a statement's future is dropped on its way.
struct Flight<'a>(Option<&'a AtomicBool>);

impl<'a> Flight<'a> {
    fn new(interrupted: &'a AtomicBool) -> Self {
        Self(Some(interrupted))
    }
    fn land(mut self) {
        self.0 = None;
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(interrupted) = self.0 {
            interrupted.store(true, Ordering::Relaxed);
        }
    }
}

async fn prepare(client: &Client, rendered: &Rendered) -> Result<Statement, PgError> {
    // Of a plan for all texts PostgreSQL thinks that it finds few rows, and walks through all of them.
    if rendered.params.len() > CACHED_PARAMETERS_MAX || rendered.plans_by_value {
        return client.prepare(&rendered.sql).await;
    }
    if client.statement_cache.size() > STATEMENTS_MAX {
        client.statement_cache.clear();
    }
    client.prepare_cached(&rendered.sql).await
}

async fn prepare_all(client: &Client, all: &[&Rendered]) -> Result<Vec<Statement>> {
    let prepared = join_all(all.iter().map(|rendered| prepare(client, rendered))).await.into_iter().zip(all);
    prepared.map(|(statement, rendered)| statement.map_err(|e| error::explained(e, &rendered.sql))).collect()
}

async fn prepare_and_query(client: &Client, rendered: &Rendered) -> Result<Rows, PgError> {
    let statement = prepare(client, rendered).await?;
    query(client, &statement, rendered).await
}

async fn query(client: &Client, statement: &Statement, rendered: &Rendered) -> Result<Rows, PgError> {
    let params = rendered.params.iter().map(Param);
    let mut stream = pin!(client.query_raw(statement, params).await?);
    let width = rendered.types.len();
    let mut values = Vec::new();
    while let Some(row) = stream.try_next().await? {
        for (i, ty) in rendered.types.iter().enumerate() {
            values.push(row.try_get::<_, Cell>(i)?.into_type(*ty));
        }
    }
    Ok(Rows::new(values, width, stream.rows_affected().unwrap_or(0)))
}
