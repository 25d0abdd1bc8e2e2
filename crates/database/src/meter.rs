//! Counts statements, keeps them while somebody listens, and fails them where a test wants it.

use crate::database::Database;
use crate::faults::{Lost, State, lock};
use crate::render::Rendered;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use stheno_kernel::{Result, Value};

type Kept = Mutex<Vec<Sent>>;

/// A statement with the values bound to it.
struct Sent {
    sql: String,
    params: Vec<Value>,
}

/// Shared by a database and its transactions.
#[derive(Default)]
pub(crate) struct Meter {
    sent: AtomicU64,
    listeners: AtomicUsize,
    logs: Mutex<Vec<Weak<Kept>>>,
    faults: Mutex<Weak<Mutex<State>>>,
}

impl Meter {
    /// Notes a statement that is about to be sent; errs where a test has planned it.
    pub(crate) fn count(&self, rendered: &Rendered) -> Result<()> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if self.listeners.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.retain(|log| {
            let log = log.upgrade();
            if let Some(log) = &log {
                log.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(Sent { sql: rendered.sql.clone(), params: rendered.params.clone() });
            }
            log.is_some()
        });
        let faults = lock(&self.faults).upgrade();
        self.listeners.store(logs.len() + usize::from(faults.is_some()), Ordering::Relaxed);
        faults.map_or(Ok(()), |faults| lock(&faults).statement(&rendered.sql))
    }
    /// What a test wants to be lost of a commit that is about to be sent.
    pub(crate) fn at_commit(&self) -> Option<Lost> {
        if self.listeners.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let faults = lock(&self.faults).upgrade()?;
        lock(&faults).commit()
    }
    pub(crate) fn fail_by(&self, state: &Arc<Mutex<State>>) {
        *lock(&self.faults) = Arc::downgrade(state);
        self.listeners.fetch_add(1, Ordering::Relaxed);
    }
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
    pub(crate) fn listen(&self) -> StatementLog {
        let log = Arc::new(Kept::default());
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.push(Arc::downgrade(&log));
        self.listeners.fetch_add(1, Ordering::Relaxed);
        StatementLog(log)
    }
}

/// The statements sent since it was made; recording stops when it is dropped.
pub struct StatementLog(Arc<Kept>);

impl StatementLog {
    /// The text of what was sent since the last call.
    pub fn take(&self) -> Vec<String> {
        self.taken().into_iter().map(|sent| sent.sql).collect()
    }
    /// The text of what was sent since the last call, each with how the database runs it, in the database's own words.
    pub async fn explained(&self, database: &Database) -> Result<Vec<(String, String)>> {
        let mut explained = Vec::new();
        for Sent { sql, params } in self.taken() {
            let rendered = Rendered::raw(sql.clone(), params, Vec::new());
            explained.push((sql, database.explain_rendered(move |_| rendered).await?));
        }
        // The explanations were sent as well.
        self.taken();
        Ok(explained)
    }

    fn taken(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
