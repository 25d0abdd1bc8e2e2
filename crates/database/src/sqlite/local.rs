//! What a database thread owns: its connection, and the job that may use it just now.

use super::versions::Known;
use super::{Setup, error, functions, searches, unavailable};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use stheno_kernel::{Error, Result};

/// Prepared statements kept per connection.
const STATEMENTS_MAX: usize = 512;
/// Pages of the journal after which the writer copies them into the file: pages that were written often are copied once.
const JOURNAL_PAGES: i64 = 4000;
/// How long a writer waits for another process that writes to the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Steps of SQLite's machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 10_000;

pub(super) struct Local {
    pub(super) connection: Connection,
    pub(super) versions: Known,
    job: Cell<u64>,
    limit: Option<Arc<Limit>>,
}

/// When the running statement must be over.
struct Limit {
    epoch: Instant,
    timeout_ms: u64,
    deadline_ms: AtomicU64,
}

thread_local! {
    static LOCAL: RefCell<Option<Rc<Local>>> = const { RefCell::new(None) };
}

/// The connection of this thread, for whoever holds the job that runs on it.
pub(super) fn with<T>(job: u64, f: impl FnOnce(&Local) -> Result<T>) -> Result<T> {
    match LOCAL.with_borrow(Clone::clone).filter(|local| local.job.get() == job) {
        Some(local) => f(&local),
        None => Err(Error::unexpected_state("this transaction has ended")),
    }
}

/// The connection of this thread, for SQL functions that the running statement calls.
pub(super) fn current() -> Option<Rc<Local>> {
    LOCAL.with_borrow(Clone::clone)
}

impl Local {
    /// Opens this thread's connection.
    pub(super) fn open(setup: &Setup, writes: bool) -> Result<Rc<Self>> {
        let started = Instant::now();
        loop {
            match Self::try_open(setup, writes) {
                // SQLite opens such a file without a word, and complains at the first write.
                Ok(local) if writes && local.connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false) => {
                    let path = setup.path.display();
                    return Err(unavailable(&format!("the database file {path} may only be read")));
                }
                Ok(local) => {
                    let local = Rc::new(local);
                    LOCAL.set(Some(Rc::clone(&local)));
                    return Ok(local);
                }
                // Turning the journal on, and its recovery, do not wait by themselves.
                Err(e) if error::is_busy(&e) && started.elapsed() < BUSY_TIMEOUT => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(e) => {
                    let message = format!("the database file {} cannot be opened", setup.path.display());
                    return Err(unavailable(&message).with_source(e));
                }
            }
        }
    }

    fn try_open(setup: &Setup, writes: bool) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let mut connection = Connection::open_with_flags(&setup.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        // A plan is for every value: otherwise a statement is prepared anew whenever another value is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(
            None,
            "synchronous",
            if setup.scratch.is_some() { "OFF" } else { "FULL" },
        )?;
        connection.pragma_update(None, "wal_autocheckpoint", JOURNAL_PAGES)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "cache_size", -8192)?;
        functions::register(&connection)?;
        if writes {
            searches::mend(&connection)?;
        } else {
            connection.pragma_update(None, "query_only", true)?;
        }
        let limit = setup.timeout_ms.map(Limit::new);
        if let Some(limit) = &limit {
            let limit = Arc::clone(limit);
            connection.progress_handler(STEPS_PER_LOOK, Some(move || limit.passed()))?;
        }
        Ok(Self { connection, versions: Known::default(), job: Cell::new(0), limit })
    }

    /// Hands the connection to a job, or with 0 to nobody.
    pub(super) fn hold(&self, job: u64) {
        self.job.set(job);
    }

    /// Starts the clock of the next statement.
    pub(super) fn start_clock(&self) {
        if let Some(limit) = &self.limit {
            limit.start();
        }
    }

    /// Lets the next statement run as long as it needs.
    pub(super) fn stop_clock(&self) {
        if let Some(limit) = &self.limit {
            limit.stop();
        }
    }
}

impl Limit {
    fn stop(&self) {
        self.deadline_ms.store(u64::MAX, Ordering::Relaxed);
    }
    fn new(timeout_ms: u64) -> Arc<Self> {
        Arc::new(Self { epoch: Instant::now(), timeout_ms, deadline_ms: AtomicU64::new(u64::MAX) })
    }
    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
    fn start(&self) {
        self.deadline_ms.store(self.elapsed_ms().saturating_add(self.timeout_ms), Ordering::Relaxed);
    }
    fn passed(&self) -> bool {
        self.elapsed_ms() > self.deadline_ms.load(Ordering::Relaxed)
    }
}

/// Forgets the thread's connection, so that it closes with the last reference.
pub(super) fn release() {
    LOCAL.set(None);
}
