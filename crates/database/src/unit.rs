//! A unit of work: one transaction for everything that somebody does through one handle, whoever is called on the way.
//!
//! It opens with the first write and stays open between the closures, so that they and what is written at the end are
//! committed together. Until then reads see what everybody sees.

use crate::database::{Database, Guard, commit, roll_back};
use crate::tx::{self, Tx};
use std::sync::Arc;
use std::time::Duration;
use stheno_kernel::{Error, Result};
use tokio::sync::{Mutex, MutexGuard};

/// How long a closure waits for another of its unit. Closures within closures would wait for ever.
const WAIT_MAX: Duration = Duration::from_secs(15);

/// One transaction of many closures; cheap to clone. Whoever drops it rolls back.
#[derive(Clone)]
pub struct UnitOfWork(Arc<Shared>);

struct Shared {
    base: Database,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<Guard>,
    /// A closure is at work; stays true where its future was dropped on the way.
    is_cut: bool,
    ended: bool,
}

/// What follows a closure that was successful.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The transaction stays open.
    Stay,
    /// It is committed; the next write opens another.
    Settle,
    /// It is committed, and the unit ends.
    End,
}

impl UnitOfWork {
    pub(crate) fn over(base: Database) -> Self {
        Self(Arc::new(Shared { base, state: Mutex::default() }))
    }

    /// The database as this unit sees it: its reads and transactions are part of the unit, until that ends. A transaction
    /// that errs is rolled back alone.
    pub fn database(&self) -> Database {
        self.0.base.within(self.clone())
    }

    /// Runs the last closure and commits everything, or nothing. The unit ends either way.
    pub async fn finish<T, F, Fut>(&self, f: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.write(Then::End, f).await
    }

    /// Rolls back what is not committed, and ends the unit.
    pub async fn abandon(&self) {
        let mut state = self.0.state.lock().await;
        state.ended = true;
        if let Some(guard) = state.open.take() {
            roll_back(guard).await;
        }
    }

    pub(crate) async fn settle(&self) -> Result<()> {
        let mut state = self.state().await?;
        match state.open.take() {
            Some(guard) => {
                guard.0.verdict()?;
                commit(guard).await
            }
            None => Ok(()),
        }
    }

    pub(crate) async fn read<T, E, F, Fut>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let state = self.state().await?;
        match &state.open {
            Some(guard) => tx::run(guard.0.reading(), f).await,
            None => {
                drop(state);
                self.0.base.work(false, f).await
            }
        }
    }

    pub(crate) async fn write<T, E, F, Fut>(&self, then: Then, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut state = self.state().await?;
        if state.ended {
            drop(state);
            return self.0.base.work(true, f).await;
        }
        let outcome = self.part(&mut state, f).await;
        if then == Then::End {
            state.ended = true;
        }
        let guard = if then == Then::Stay { None } else { state.open.take() };
        match (outcome, guard) {
            (Ok(value), Some(guard)) => commit(guard).await.map(|()| value).map_err(E::from),
            // What went before a part that failed stays open, unless this was the last.
            (Err(error), Some(guard)) if then == Then::Settle => {
                state.open = Some(guard);
                Err(error)
            }
            (Err(error), Some(guard)) => {
                roll_back(guard).await;
                Err(error)
            }
            (outcome, None) => outcome,
        }
    }

    /// Runs a closure behind a savepoint, or as the first of the transaction.
    async fn part<T, E, F, Fut>(&self, state: &mut State, f: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let is_first = state.open.is_none();
        let tx = match &state.open {
            Some(guard) => guard.0.clone(),
            None => state.open.insert(self.0.base.begin().await?).0.clone(),
        };
        tx.verdict()?;
        let callbacks = tx.callbacks().len();
        state.is_cut = true;
        if !is_first {
            tx.batch("SAVEPOINT part").await?;
        }
        let mut outcome = tx::run(tx.clone(), f).await;
        // What a part put off is the part's: its error may not come up in another.
        if outcome.is_ok() {
            outcome = tx.flush().await.map_err(E::from).and(outcome);
        }
        if !is_first && outcome.is_ok() {
            let released = tx.batch("RELEASE SAVEPOINT part").await;
            outcome = released.map_err(E::from).and(outcome);
        }
        if outcome.is_err() {
            match state.open.take_if(|_| is_first) {
                Some(guard) => roll_back(guard).await,
                None => undo(&tx, callbacks).await,
            }
        }
        state.is_cut = false;
        outcome
    }

    async fn state(&self) -> Result<MutexGuard<'_, State>> {
        let within = |_| Error::unexpected_state("a transaction within a transaction of the same unit");
        let state = tokio::time::timeout(WAIT_MAX, self.0.state.lock()).await.map_err(within)?;
        if state.is_cut && !state.ended {
            return Err(Error::unexpected_state(
                "a part of this unit of work was cut off: it can only roll back",
            ));
        }
        Ok(state)
    }
}

/// Takes back what a closure wrote. Where that fails, the whole transaction has.
async fn undo(tx: &Tx, callbacks: usize) {
    tx.forget_put_off();
    match tx.batch("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part").await {
        Ok(()) => tx.is_whole_again(callbacks),
        Err(error) => tracing::warn!(error = ?error, "a savepoint could not be rolled back"),
    }
}
