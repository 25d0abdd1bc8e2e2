//! Statements that leave with the next one: a round trip to PostgreSQL costs as much as a small statement.

use super::{Session, Tx};
use crate::render::{Dialect, Rendered, render};
use crate::rows::Rows;
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
        let is_whole = match &statement {
            Statement::Insert(insert) => {
                let cells = insert.rows.len() * insert.columns.len();
                (1..=self.dialect().parameters_max()).contains(&cells)
            }
            _ => true,
        };
        if !is_whole || !matches!(self.shared.session, Session::Postgres(_)) {
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
