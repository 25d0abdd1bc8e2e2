//! Versions of kept tables, read in one statement.

use crate::ddl::watch::MODULUS;
use crate::kept::{Keeping, Versions};
use crate::render::Rendered;
use crate::rows::Rows;
use crate::statement::Type;
use std::sync::Arc;
use stheno_kernel::Value;

/// Rows of changes that are summed up by each look before they are put together.
const CHANGES_MAX: i64 = 256;

/// The number is ours alone.
const LOCK: i64 = 7_310_868_735_422_332;

/// What a look at the database found.
pub(crate) enum Look {
    /// These are the versions.
    Seen {
        versions: Arc<Versions>,
        /// Whether there are so many rows of changes that they should be put together.
        is_long: bool,
    },
    /// The server is not the one that was asked before: all versions must be read.
    Moved,
}

/// Asks for the versions that differ from those known, or for all. The first row is of no table: the sum over all, how many
/// rows of changes there are, when the server was started, and in which file the changes are. A backup that is put back, in
/// whatever way, changes one of the last two.
pub(crate) fn question(known: Option<&Versions>) -> Rendered {
    let sql = format!(
        "WITH all_changes AS MATERIALIZED (SELECT coalesce(sum(change) % {MODULUS}, 0)::bigint AS version, \
         count(*) AS changes FROM stheno_table_change) \
         SELECT '' AS name, version, changes, \
         (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS started, \
         pg_relation_filenode('stheno_table_change')::bigint AS file FROM all_changes UNION ALL \
         SELECT name, (sum(change) % {MODULUS})::bigint, 0, 0, 0 FROM stheno_table_change \
         WHERE (SELECT version FROM all_changes) IS DISTINCT FROM $1 GROUP BY name"
    );
    let known = known.and_then(Versions::any).map_or(Value::Null, Value::Int);
    Rendered::raw(sql, vec![known], vec![Type::Text, Type::Int, Type::Int, Type::Int, Type::Int])
}

/// Reads the answer; `known` are the versions that were asked with.
pub(crate) fn read(keeping: &Keeping, known: Option<&Arc<Versions>>, rows: &Rows) -> Option<Look> {
    let int = |cell: &Value| cell.as_int().unwrap_or_default();
    let head = rows.iter().find(|row| row[0].as_str() == Some(""))?;
    let (any, epoch, is_long) =
        (Some(int(&head[1])), (int(&head[3]), int(&head[4])), int(&head[2]) > CHANGES_MAX);
    if let Some(known) = known.filter(|known| known.any() == any) {
        let versions = Arc::clone(known);
        return Some(if known.epoch() == epoch { Look::Seen { versions, is_long } } else { Look::Moved });
    }
    let mut tables = vec![None; keeping.len()];
    for row in rows.iter() {
        if let Some(place) = row[0].as_str().and_then(|name| keeping.place(name)) {
            tables[usize::from(place)] = Some(int(&row[1]).cast_unsigned());
        }
    }
    let versions = Arc::new(Versions::new(epoch, any, tables));
    keeping.set_latest(&versions);
    Some(Look::Seen { versions, is_long })
}

/// Puts the changes of each table together in one row. It is one statement, so every reader sees the rows or their sum, and
/// who writes meanwhile adds rows that it does not touch.
pub(crate) fn put_together() -> String {
    format!(
        "WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock({LOCK}) AS is_ours), \
         gone AS (DELETE FROM stheno_table_change WHERE (SELECT is_ours FROM turn) RETURNING name, change) \
         INSERT INTO stheno_table_change (name, change) \
         SELECT name, (sum(change) % {MODULUS})::bigint FROM gone GROUP BY name"
    )
}
