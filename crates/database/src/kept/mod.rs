//! Rows of selects, kept in the process and proved by the database: `docs/adr/0018-kept-rows.md`.
//!
//! A kept table has a version, which triggers in the database change with every write, whoever writes. What a select over
//! kept tables answered is stored with their versions, and answered again to who has just read the same versions.

mod key;
mod versions;

pub(crate) use versions::{Epoch, Versions};

use crate::ddl::Keep;
use crate::render::Rendered;
use crate::rows::Rows;
use key::{Key, Shapes};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an entry takes beside its rows and its key.
const ENTRY_BYTES: usize = 160;

/// What the process keeps, and how often that spared a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptFigures {
    /// Selects answered from memory.
    pub hits: u64,
    /// Selects over kept tables that were sent.
    pub misses: u64,
    /// Selects whose rows are in memory.
    pub entries: u64,
    /// What they take, in bytes.
    pub bytes: u64,
}

/// The rows that a process keeps of one database.
pub(crate) struct Keeping {
    tables: HashMap<&'static str, Place>,
    shapes: Shapes,
    entries: Cache<Key, Arc<Entry>, Weight>,
    /// Rows larger than this would push out too many others.
    entry_bytes_max: usize,
    /// The versions read last, those of reference tables and all; on PostgreSQL, where they come from one place for all
    /// connections.
    latest: [Mutex<Arc<Versions>>; 2],
    hits: AtomicU64,
    misses: AtomicU64,
}

/// A kept table.
#[derive(Clone, Copy)]
struct Place {
    /// Among the versions.
    at: u16,
    is_reference: bool,
}

/// Which versions are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those of reference tables.
    References,
    /// All.
    All,
}

/// Rows, and the versions of their tables when they were read.
pub(crate) struct Entry {
    epoch: Epoch,
    /// By table, in the order in which the statement names them.
    proof: Box<[u64]>,
    rows: Rows,
    bytes: usize,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Arc<Entry>> for Weight {
    fn weight(&self, _: &Key, entry: &Arc<Entry>) -> u64 {
        entry.bytes as u64
    }
}

/// A select over kept tables.
pub(crate) struct Question {
    tables: Vec<u16>,
    /// Whether all of them are reference tables.
    is_reference: bool,
    key: Key,
    /// What was answered to it before, of whatever versions.
    before: Option<Arc<Entry>>,
}

impl Question {
    /// Whether there are rows that the versions may prove.
    pub(crate) fn has_rows(&self) -> bool {
        self.before.is_some()
    }
    pub(crate) fn is_reference(&self) -> bool {
        self.is_reference
    }
}

impl Keeping {
    /// Keeps rows of these tables in at most so many bytes.
    pub(crate) fn new(tables: impl IntoIterator<Item = (&'static str, Keep)>, bytes_max: usize) -> Self {
        let kept = tables.into_iter().filter(|(_, keep)| *keep != Keep::No);
        let placed = |((table, keep), at)| (table, Place { at, is_reference: keep == Keep::Reference });
        let tables = kept.zip(0..u16::MAX).map(placed).collect();
        let entries = Cache::with_weighter((bytes_max / 4096).max(16), bytes_max as u64, Weight);
        Self {
            tables,
            shapes: Shapes::default(),
            entries,
            entry_bytes_max: bytes_max / 32,
            latest: Default::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// How many tables are kept.
    pub(crate) fn len(&self) -> usize {
        self.tables.len()
    }

    /// The place of a table among the versions.
    pub(crate) fn place(&self, table: &str) -> Option<u16> {
        self.tables.get(table).map(|place| place.at)
    }

    /// The place of a table, if it is a reference table or none as is said.
    pub(crate) fn place_in(&self, table: &str, is_reference: bool) -> Option<u16> {
        self.tables.get(table).filter(|place| place.is_reference == is_reference).map(|place| place.at)
    }

    /// The places of reference tables, or of all others.
    pub(crate) fn places(&self, is_reference: bool) -> impl Iterator<Item = u16> {
        self.tables.values().filter(move |place| place.is_reference == is_reference).map(|place| place.at)
    }

    /// Whether rows of the table are as they were when a request began.
    pub(crate) fn is_reference(&self, table: &str) -> bool {
        self.tables.get(table).is_some_and(|place| place.is_reference)
    }

    /// The statement as a question whose rows may be kept: it only reads, all its tables are kept, and it binds no instant,
    /// which would most likely be the present one and never come again.
    pub(crate) fn question(&self, rendered: &Rendered) -> Option<Question> {
        let named = rendered.reads.as_ref()?;
        let mut tables = Vec::with_capacity(named.len());
        let mut is_reference = true;
        for table in named {
            let place = self.tables.get(table)?;
            is_reference &= place.is_reference;
            if !tables.contains(&place.at) {
                tables.push(place.at);
            }
        }
        let key = Key::of(self.shapes.number(&rendered.sql), rendered)?;
        let before = self.entries.get(&key);
        Some(Question { tables, is_reference, key, before })
    }

    /// The rows that these versions prove.
    pub(crate) fn answer(&self, question: &Question, versions: &Versions) -> Option<Rows> {
        let entry = question.before.as_ref().filter(|entry| {
            entry.epoch == versions.epoch()
                && question
                    .tables
                    .iter()
                    .zip(&entry.proof)
                    .all(|(table, of)| versions.of(*table) == Some(*of))
        });
        self.hits.fetch_add(u64::from(entry.is_some()), Ordering::Relaxed);
        entry.map(|entry| entry.rows.clone())
    }

    /// Counts a question that was sent.
    pub(crate) fn missed(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps rows that were read after these versions.
    pub(crate) fn keep(&self, question: Question, versions: &Versions, rows: &Rows) {
        let proof: Option<Box<[u64]>> = question.tables.iter().map(|table| versions.of(*table)).collect();
        let Some(proof) = proof else { return };
        let bytes = rows.bytes() + question.key.bytes() + proof.len() * size_of::<u64>() + ENTRY_BYTES;
        if bytes <= self.entry_bytes_max {
            let entry = Entry { epoch: versions.epoch(), proof, rows: rows.clone(), bytes };
            self.entries.insert(question.key, Arc::new(entry));
        }
    }

    pub(crate) fn latest(&self, wanted: Wanted) -> Arc<Versions> {
        Arc::clone(&self.latest_of(wanted))
    }

    pub(crate) fn set_latest(&self, wanted: Wanted, versions: &Arc<Versions>) {
        *self.latest_of(wanted) = Arc::clone(versions);
    }

    fn latest_of(&self, wanted: Wanted) -> MutexGuard<'_, Arc<Versions>> {
        self.latest[usize::from(wanted == Wanted::All)].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn figures(&self) -> KeptFigures {
        KeptFigures {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            entries: self.entries.len() as u64,
            bytes: self.entries.weight(),
        }
    }
}
