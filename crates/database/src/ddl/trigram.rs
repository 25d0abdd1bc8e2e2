//! Indexes that find texts by a part of them: `gin` over trigrams on PostgreSQL, a table of FTS5 beside the table on SQLite.
//! Why, and what they cost: `docs/adr/0013-indexes-for-q.md`.

use super::Index;
use super::plan::quoted;
use std::fmt::Write as _;

/// What PostgreSQL keeps of new rows before it sorts them in, in kB, the least there is. Each search reads all of that, and
/// by the 4 MB that are usual the planner takes reading the whole table for cheaper: at 100,000 rows, 0.6 s.
const PENDING_KB: u32 = 64;

/// An index that is to be built while the shop is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingIndex {
    /// Its name.
    pub name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// The statement that builds it, which stands in no transaction.
    pub(crate) sql: String,
}

/// The index on PostgreSQL; `schema` is where the extension `pg_trgm` is. A `concurrent` one is built beside writers.
pub(super) fn on_postgres(table: &str, index: &Index, schema: &str, concurrent: bool) -> String {
    let mut sql = String::from("CREATE INDEX ");
    sql.push_str(if concurrent { "CONCURRENTLY " } else { "" });
    let _ = write!(sql, "\"{}\" ON \"{table}\" USING gin (", index.name);
    for (i, column) in index.columns.iter().enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        let _ = write!(sql, "{comma}\"{column}\" {schema}.gin_trgm_ops");
    }
    let _ = writeln!(sql, ") WITH (gin_pending_list_limit = {PENDING_KB});");
    sql
}

/// The index on SQLite, filled. It keeps no text (`content`) and no places in texts (`detail`): it names the rows that may
/// match. Triggers write it, of words that every SQLite knows, so that whoever writes the table writes it too.
pub(super) fn on_sqlite(sql: &mut String, table: &str, index: &Index) {
    let name = index.name;
    let _ = write!(sql, "CREATE VIRTUAL TABLE \"{name}\" USING fts5(");
    quoted(sql, index.columns);
    let _ = writeln!(sql, ", content='{table}', tokenize='trigram', detail=none);");
    let _ = writeln!(sql, "INSERT INTO \"{name}\" (\"{name}\") VALUES ('rebuild');");
    let add = written(index, "rowid", "NEW");
    // FTS5 is told what it is to forget.
    let remove = written(index, "rowid", "OLD").replacen('(', &format!("(\"{name}\", "), 1);
    let remove = remove.replacen("VALUES (", "VALUES ('delete', ", 1);
    let changed: Vec<String> =
        index.columns.iter().map(|column| format!("OLD.\"{column}\" IS NOT NEW.\"{column}\"")).collect();
    let _ = write!(
        sql,
        "CREATE TRIGGER \"{name}_insert\" AFTER INSERT ON \"{table}\" BEGIN {add}; END;\n\
         CREATE TRIGGER \"{name}_delete\" AFTER DELETE ON \"{table}\" BEGIN {remove}; END;\n\
         CREATE TRIGGER \"{name}_update\" AFTER UPDATE OF "
    );
    quoted(sql, index.columns);
    let _ = writeln!(sql, " ON \"{table}\" WHEN {} BEGIN {remove}; {add}; END;", changed.join(" OR "));
}

/// Appends what removes the index from SQLite.
pub(super) fn off_sqlite(sql: &mut String, name: &str) {
    for event in ["insert", "delete", "update"] {
        let _ = writeln!(sql, "DROP TRIGGER IF EXISTS \"{name}_{event}\";");
    }
    let _ = writeln!(sql, "DROP TABLE \"{name}\";");
}

/// `INSERT INTO "index" (rowid, "a") VALUES (NEW.rowid, NEW."a")`
fn written(index: &Index, key: &str, row: &str) -> String {
    let mut sql = format!("INSERT INTO \"{}\" ({key}, ", index.name);
    quoted(&mut sql, index.columns);
    let _ = write!(sql, ") VALUES ({row}.{key}");
    for column in index.columns {
        let _ = write!(sql, ", {row}.\"{column}\"");
    }
    sql.push(')');
    sql
}
