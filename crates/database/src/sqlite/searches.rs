//! Looks after the indexes for searches when a database is opened.
//!
//! They name rows by SQLite's own row ids, which a table written anew by hand (from a dump) may not keep. Rows are
//! numbered without gaps then, so the greatest number tells.

use crate::ddl::SEARCH_PREFIX;
use rusqlite::Connection;

/// Fills those indexes anew whose rows have other numbers than their table's.
pub(super) fn mend(connection: &Connection) -> rusqlite::Result<()> {
    let sql = format!(
        "SELECT i.name, t.name FROM sqlite_schema t JOIN sqlite_schema i ON i.name = '{SEARCH_PREFIX}' || t.name \
         WHERE t.type = 'table' AND i.sql LIKE 'CREATE VIRTUAL TABLE%'"
    );
    let mut statement = connection.prepare(&sql)?;
    let names = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (index, table) in names.collect::<rusqlite::Result<Vec<(String, String)>>>()? {
        let same = format!(
            "SELECT (SELECT max(id) FROM \"{index}_docsize\") IS (SELECT max(rowid) FROM \"{table}\")"
        );
        if !connection.query_row(&same, (), |row| row.get::<_, bool>(0))? {
            tracing::warn!(index, "rows of this index for searches were renumbered: it is filled anew");
            connection.execute(&format!("INSERT INTO \"{index}\" (\"{index}\") VALUES ('rebuild')"), ())?;
        }
    }
    Ok(())
}
