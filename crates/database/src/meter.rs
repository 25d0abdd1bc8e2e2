//! Counts statements, and keeps their text while somebody listens.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

type Text = Mutex<Vec<String>>;

/// Shared by a database and its transactions.
#[derive(Default)]
pub(crate) struct Meter {
    sent: AtomicU64,
    listeners: AtomicUsize,
    logs: Mutex<Vec<Weak<Text>>>,
}

impl Meter {
    pub(crate) fn count(&self, sql: &str) {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if self.listeners.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.retain(|log| {
            let log = log.upgrade();
            if let Some(log) = &log {
                log.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
            }
            log.is_some()
        });
        self.listeners.store(logs.len(), Ordering::Relaxed);
    }
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
    pub(crate) fn listen(&self) -> StatementLog {
        let log = Arc::new(Text::default());
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.push(Arc::downgrade(&log));
        self.listeners.store(logs.len(), Ordering::Relaxed);
        StatementLog(log)
    }
}

/// The text of the statements sent since it was made; recording stops when it is dropped.
pub struct StatementLog(Arc<Text>);

impl StatementLog {
    /// What was sent since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
