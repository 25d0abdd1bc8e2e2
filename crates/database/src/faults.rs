//! Faults for tests: a statement, a commit, or the answer of a commit fails.
//!
//! While nobody holds [`DatabaseFaults`] this costs nothing: the meter asks whether anybody listens anyway.

use crate::meter::Meter;
use crate::sentence;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stheno_kernel::{Error, Result};

/// What goes wrong, counted from when it is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The statement that follows `n` others; those after it work.
    Statement(usize),
    /// The statement that follows `n` others, and everything from then on: the database is gone until
    /// [`DatabaseFaults::clear`].
    Outage(usize),
    /// The commit that follows `n` others: nothing of its transaction stays.
    Commit(usize),
    /// The answer to the commit that follows `n` others: it took effect, and nobody knows.
    Answer(usize),
}

/// What went by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// A statement of a read or a transaction, by its SQL.
    Statement(String),
    /// A commit, of a transaction that may have written nothing.
    Commit,
}

/// Plans faults of one database, and notes what goes by, until it is dropped. Of two, the later counts.
///
/// A planned statement is not sent, and errs as if the connection had been lost; so does a planned commit.
pub struct DatabaseFaults(Arc<Mutex<State>>);

#[derive(Default)]
pub(crate) struct State {
    plan: Option<Fault>,
    fired: usize,
    statements: usize,
    commits: usize,
    passed: Vec<Passed>,
}

/// What is lost of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    Commit,
    Answer,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl DatabaseFaults {
    pub(crate) fn of(meter: &Meter) -> Self {
        let state = Arc::default();
        meter.fail_by(&state);
        Self(state)
    }
    /// Plans a fault in place of the one before, and forgets what went by.
    pub fn plan(&self, fault: Fault) {
        *lock(&self.0) = State { plan: Some(fault), ..State::default() };
    }
    /// Lets everything work again, and forgets what went by.
    pub fn clear(&self) {
        *lock(&self.0) = State::default();
    }
    /// How often the planned fault happened.
    pub fn fired(&self) -> usize {
        lock(&self.0).fired
    }
    /// What went by and worked, in order.
    pub fn passed(&self) -> Vec<Passed> {
        lock(&self.0).passed.clone()
    }
}

fn injected() -> Error {
    sentence::unavailable().with_source("a fault that a test has planned")
}

impl State {
    /// Notes a statement, or errs as planned.
    pub(crate) fn statement(&mut self, sql: &str) -> Result<()> {
        let hit = match self.plan {
            Some(Fault::Statement(n)) => self.statements == n,
            Some(Fault::Outage(n)) => self.statements >= n,
            _ => false,
        };
        self.statements += 1;
        if hit {
            self.fired += 1;
            return Err(injected());
        }
        self.passed.push(Passed::Statement(sql.to_owned()));
        Ok(())
    }

    /// Notes a commit, or says what is lost of it.
    pub(crate) fn commit(&mut self) -> Option<Lost> {
        let nth = self.commits;
        self.commits += 1;
        let lost = match self.plan {
            Some(Fault::Commit(n)) if n == nth => Some(Lost::Commit),
            Some(Fault::Outage(n)) if self.statements > n => Some(Lost::Commit),
            Some(Fault::Answer(n)) if n == nth => Some(Lost::Answer),
            _ => None,
        };
        self.fired += usize::from(lost.is_some());
        if lost != Some(Lost::Commit) {
            self.passed.push(Passed::Commit);
        }
        lost
    }
}

/// The answer to a commit of which something is lost.
pub(crate) fn unanswered() -> Error {
    injected()
}
