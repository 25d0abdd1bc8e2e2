//! A request as one transaction: what its handler does and what it answers are committed together.

use crate::RequestCtx;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stheno_database::{Database, Tx, UnitOfWork};
use stheno_kernel::Result;

/// What a request does, until it is committed. Begun by [`RequestCtx::begin`].
///
/// Transactions and reads of the context become parts of it, [`crate::Flow`]s end with it. Only what flows commit before they
/// reach outside is committed earlier, and what they did outside is undone where the end fails.
pub struct Work {
    unit: UnitOfWork,
    database: Database,
    afterwards: Deferred,
    on_failure: Deferred,
}

type Deferred = Mutex<Vec<BoxFuture<'static, ()>>>;

impl RequestCtx {
    /// The context of one piece of work, and the work.
    pub fn begin(&self) -> (Self, Arc<Work>) {
        let unit = self.app.outside().database().unit_of_work();
        let (afterwards, on_failure) = Default::default();
        let work = Arc::new(Work { database: unit.database(), unit, afterwards, on_failure });
        (Self { app: self.app.within(Arc::clone(&work)), ..self.clone() }, work)
    }

    /// Whether it is the context of a piece of work that was begun already.
    pub fn is_begun(&self) -> bool {
        self.app.work().is_some()
    }

    /// Does what must not be done unless everything before it is committed, and what nothing hangs on if it is not done at
    /// all: after the commit of the request's [`Work`], or at once where there is none. `work` is told the context that it
    /// has then.
    pub async fn afterwards<F, Fut>(&self, work: F)
    where
        F: FnOnce(Self) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let then = work(self.outside());
        match self.app.work() {
            Some(work) => held(&work.afterwards).push(Box::pin(then)),
            None => then.await,
        }
    }
}

impl Work {
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Has `undo` run if the work is not committed after all.
    pub(crate) fn on_failure(&self, undo: impl Future<Output = ()> + Send + 'static) {
        held(&self.on_failure).push(Box::pin(undo));
    }

    /// Commits all of it with `last`, or nothing.
    pub async fn finish<F, Fut>(&self, last: F) -> Result<()>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        if let Err(error) = self.unit.finish(last).await {
            self.abandon().await;
            return Err(error);
        }
        drop(take(&self.on_failure));
        for work in take(&self.afterwards) {
            work.await;
        }
        Ok(())
    }

    /// Takes all of it back.
    pub async fn abandon(&self) {
        self.unit.abandon().await;
        drop(take(&self.afterwards));
        self.undo().await;
    }

    async fn undo(&self) {
        for undo in take(&self.on_failure).into_iter().rev() {
            undo.await;
        }
    }
}

fn held(deferred: &Deferred) -> MutexGuard<'_, Vec<BoxFuture<'static, ()>>> {
    deferred.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(deferred: &Deferred) -> Vec<BoxFuture<'static, ()>> {
    std::mem::take(&mut *held(deferred))
}
