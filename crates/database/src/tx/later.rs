//! Statements that leave with the next one: a round trip to PostgreSQL costs as much as a small statement.

use super::{Session, Tx};
use crate::postgres::{self, Ending};
use crate::render::{Dialect, Rendered, render};
use crate::rows::Rows;
use crate::span;
use crate::statement::Statement;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use stheno_kernel::Result;

/// What a statement answers that was put off ([`Tx::later`]).
#[derive(Clone, Debug, Default)]
pub struct Later(Arc<OnceLock<Rows>>);

impl Later {
    /// Its rows, once it was sent: behind any later statement of its transaction that was answered, and behind the commit.
    pub fn rows(&self) -> Option<&Rows> {
        self.0.get()
    }
}

impl From<Rows> for Later {
    fn from(rows: Rows) -> Self {
        let later = Self::default();
        later.0.get_or_init(|| rows);
        later
    }
}

pub(super) type PutOff = Mutex<Vec<(Rendered, Later)>>;

impl Tx {
    /// Runs a statement with the next one, or with the commit: on PostgreSQL they go out together, in this order. It is for
    /// what is written, where the closure goes on in any case; its error is that of whatever it goes out with. On SQLite it
    /// runs at once.
    pub async fn later(&self, statement: impl Into<Statement>) -> Result<Later> {
        let statement = statement.into();
        if self.dialect() != Dialect::Postgres || !self.is_one(&statement) {
            return self.run_statement(statement).await.map(Later::from);
        }
        self.admit(&statement)?;
        let rendered = render(statement, Dialect::Postgres);
        // From here on nobody may be shown what was so before.
        self.note_touched(std::slice::from_ref(&rendered));
        let later = Later::default();
        self.put_off().push((rendered, later.clone()));
        Ok(later)
    }

    /// Sends what was put off.
    pub(crate) async fn flush(&self) -> Result<()> {
        match &self.shared.session {
            Session::Postgres(session) if !self.put_off().is_empty() => {
                self.send(session, std::iter::empty()).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Counts what leaves with the commit, which comes after it.
    pub(crate) fn count_put_off(&self) -> Result<()> {
        let counted = self.put_off().iter().try_for_each(|(one, _)| self.shared.meter.count(one));
        self.noted(counted)
    }

    /// Commits, with what was put off and is counted already.
    pub(super) async fn commit(&self, session: &postgres::Session) -> Result<()> {
        let (put_off, laters) = self.take_put_off();
        if put_off.is_empty() {
            return session.end(Ending::Commit).await;
        }
        let all: Vec<&Rendered> = put_off.iter().collect();
        let _span = span::of_statements(Dialect::Postgres, &all);
        match self.noted(session.run_and_commit(&all).await) {
            Ok(rows) => {
                hand_out(laters, rows);
                Ok(())
            }
            // What is open still is rolled back; where the commit was sent, nothing is.
            Err(e) => session.end(Ending::Rollback).await.and(Err(e)),
        }
    }

    /// What was put off is not to be sent.
    pub(crate) fn forget_put_off(&self) {
        self.put_off().clear();
    }

    pub(super) fn put_off(&self) -> MutexGuard<'_, Vec<(Rendered, Later)>> {
        self.shared.put_off.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take_put_off(&self) -> (Vec<Rendered>, Vec<Later>) {
        std::mem::take(&mut *self.put_off()).into_iter().unzip()
    }
}

/// Gives the first answers to those who put the statements off; answers the others.
pub(super) fn hand_out(laters: Vec<Later>, mut rows: Vec<Rows>) -> Vec<Rows> {
    if laters.is_empty() {
        return rows;
    }
    let others = rows.split_off(laters.len().min(rows.len()));
    for (later, rows) in laters.into_iter().zip(rows) {
        later.0.get_or_init(|| rows);
    }
    others
}
