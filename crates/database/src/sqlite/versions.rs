//! Versions of kept tables, read on the connection of this thread.

use super::local::Local;
use crate::ddl::{Keep, watch};
use crate::kept::{Keeping, Versions};
use crate::render::Dialect;
use rusqlite::Result;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a connection knows of versions.
#[derive(Default)]
pub(super) struct Known {
    /// Whether the running transaction has looked already, and nothing was rolled back since.
    looked: Cell<bool>,
    known: RefCell<Option<Seen>>,
}

struct Seen {
    /// Whose places the versions stand at.
    keeping: Arc<Keeping>,
    /// Moves with every commit of another connection.
    data_version: i64,
    /// Moves with every change of this connection.
    own_changes: u64,
    versions: Arc<Versions>,
}

impl Known {
    /// A transaction begins or is undone: what it sees may be another state.
    pub(super) fn look_again(&self) {
        self.looked.set(false);
    }

    /// What was written may be undone: the connection's count of changes does not tell that.
    pub(super) fn doubt(&self) {
        self.look_again();
        if let Some(seen) = self.known.borrow_mut().as_mut() {
            seen.own_changes = u64::MAX;
        }
    }
}

/// The versions in the state that the running transaction sees, its own writes included. A version is drawn by chance with
/// each write, so rows stay true to it even if this transaction is undone: it never comes again.
///
/// None where they cannot be read: then nothing is proved.
pub(super) fn of(local: &Local, keeping: &Arc<Keeping>) -> Option<Arc<Versions>> {
    look(local, keeping).inspect_err(|e| tracing::warn!(error = %e, "versions of tables cannot be read")).ok()
}

fn look(local: &Local, keeping: &Arc<Keeping>) -> Result<Arc<Versions>> {
    let Known { looked, known } = &local.versions;
    let mut known = known.borrow_mut();
    let own_changes = local.connection.total_changes();
    let mut seen = known.take().filter(|seen| Arc::ptr_eq(&seen.keeping, keeping));
    if let Some(seen) = seen.take_if(|seen| looked.get() && seen.own_changes == own_changes) {
        return Ok(Arc::clone(&known.insert(seen).versions));
    }
    let data_version = number(local, "PRAGMA data_version")?;
    let versions = match seen {
        Some(seen) if (seen.data_version, seen.own_changes) == (data_version, own_changes) => seen.versions,
        Some(seen) if is_same(local, &seen.versions)? => seen.versions,
        seen => Arc::new(read(local, keeping, seen.as_ref().map(|seen| &*seen.versions))?),
    };
    let keeping = Arc::clone(keeping);
    *known = Some(Seen { keeping, data_version, own_changes, versions: Arc::clone(&versions) });
    looked.set(true);
    Ok(versions)
}

fn is_same(local: &Local, versions: &Versions) -> Result<bool> {
    Ok(number(local, "PRAGMA schema_version")? == versions.epoch().0 && any(local)? == versions.any())
}

fn number(local: &Local, sql: &str) -> Result<i64> {
    local.connection.prepare_cached(sql)?.query_row((), |row| row.get(0))
}

fn any(local: &Local) -> Result<Option<i64>> {
    let sql = "SELECT version FROM stheno_table_version WHERE name = ''";
    local.connection.prepare_cached(sql)?.query_row((), |row| row.get(0)).map(Some)
}

/// All versions. The schema's own version is the epoch: whoever made a table anew took its triggers away.
fn read(local: &Local, keeping: &Keeping, before: Option<&Versions>) -> Result<Versions> {
    let epoch = (number(local, "PRAGMA schema_version")?, 0);
    let before = before.filter(|before| before.epoch() == epoch);
    let watched = if before.is_none() { watched(local)? } else { HashMap::new() };
    let is_watched = |name: &str, place| match before {
        Some(before) => before.of(place).is_some(),
        None => watch::is_watched(name, Keep::Rows, watched.get(name), Dialect::Sqlite),
    };
    let mut tables = vec![None; keeping.len()];
    let mut statement = local.connection.prepare_cached("SELECT name, version FROM stheno_table_version")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if let Some(place) = keeping.place(&name)
            && is_watched(&name, place)
        {
            let version: i64 = row.get(1)?;
            tables[usize::from(place)] = Some(version.cast_unsigned());
        }
    }
    Ok(Versions::new(epoch, (any(local)?, None), tables))
}

/// The triggers of ours by table, as they are now.
fn watched(local: &Local) -> Result<HashMap<String, HashSet<String>>> {
    let sql = "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'stheno_kept_*'";
    let mut statement = local.connection.prepare_cached(sql)?;
    let mut rows = statement.query(())?;
    let mut watched: HashMap<String, HashSet<String>> = HashMap::new();
    while let Some(row) = rows.next()? {
        watched.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(watched)
}
