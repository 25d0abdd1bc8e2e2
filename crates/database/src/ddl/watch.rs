//! Triggers that change a kept table's version with every write: `docs/adr/0018-kept-rows.md`.

use crate::render::Dialect;
use std::collections::HashSet;
use std::fmt::Write as _;

/// What the names of our triggers begin with; on PostgreSQL, where names are the table's own, all of it.
pub(crate) const TRIGGER: &str = "stheno_kept";

/// Versions are sums of labels modulo this, a power of two.
pub(crate) const MODULUS: u64 = 1 << 62;

/// The books of versions on PostgreSQL. A change is a row of its own, so that writers never wait for each other here, with a
/// label that nobody draws again, so that equal sums are equal changes. The function writes as its owner: whoever may write
/// a table needs no right on the books.
pub(crate) const POSTGRES_BOOKS: &str = "\
CREATE TABLE IF NOT EXISTS stheno_table_change (name text NOT NULL, change bigint NOT NULL);
DO $do$ BEGIN EXECUTE format($format$
CREATE OR REPLACE FUNCTION %1$I.stheno_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$ BEGIN
INSERT INTO %1$I.stheno_table_change (name, change)
VALUES (TG_TABLE_NAME, uuid_hash_extended(gen_random_uuid(), 0) & 4611686018427387903);
RETURN NULL; END $body$
$format$, current_schema()); END $do$;
";

/// The books of versions on SQLite: a row by table, and one without a name that changes with each.
pub(crate) const SQLITE_BOOKS: &str = "\
CREATE TABLE IF NOT EXISTS stheno_table_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO stheno_table_version VALUES ('', random());
";

const EVENTS: [&str; 3] = ["insert", "update", "delete"];

/// The triggers that watch a table.
pub(crate) fn triggers(table: &str, dialect: Dialect) -> Vec<String> {
    match dialect {
        Dialect::Postgres => vec![TRIGGER.to_owned()],
        Dialect::Sqlite => EVENTS.iter().map(|event| format!("{TRIGGER}_{event}_{table}")).collect(),
    }
}

/// Whether these triggers watch the table.
pub(crate) fn is_watched(table: &str, existing: Option<&HashSet<String>>, dialect: Dialect) -> bool {
    existing.is_some_and(|existing| triggers(table, dialect).iter().all(|name| existing.contains(name)))
}

/// Watches a table, anew where some of its triggers were there.
pub(super) fn watch(sql: &mut String, table: &str, dialect: Dialect) {
    unwatch(sql, table, &triggers(table, dialect), dialect);
    // Writing into a `String` cannot fail.
    match dialect {
        Dialect::Postgres => {
            let _ = writeln!(
                sql,
                "CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON \"{table}\" \
                 FOR EACH STATEMENT EXECUTE FUNCTION stheno_note_change();\n\
                 ALTER TABLE \"{table}\" ENABLE ALWAYS TRIGGER {TRIGGER};\n\
                 INSERT INTO stheno_table_change (name, change) \
                 VALUES ('{table}', uuid_hash_extended(gen_random_uuid(), 0) & {});",
                MODULUS - 1
            );
        }
        Dialect::Sqlite => {
            let _ =
                writeln!(sql, "INSERT OR REPLACE INTO stheno_table_version VALUES ('{table}', random());");
            for (event, name) in EVENTS.iter().zip(triggers(table, dialect)) {
                let _ = writeln!(
                    sql,
                    "CREATE TRIGGER \"{name}\" AFTER {event} ON \"{table}\" BEGIN \
                     UPDATE stheno_table_version SET version = random() WHERE name IN ('', '{table}'); END;"
                );
            }
        }
    }
}

/// Removes triggers of ours from a table.
pub(super) fn unwatch<'a>(
    sql: &mut String,
    table: &str,
    names: impl IntoIterator<Item = &'a String>,
    dialect: Dialect,
) {
    for name in names {
        let on = if dialect == Dialect::Postgres { format!(" ON \"{table}\"") } else { String::new() };
        let _ = writeln!(sql, "DROP TRIGGER IF EXISTS \"{name}\"{on};");
    }
    let books = match dialect {
        Dialect::Postgres => "stheno_table_change",
        Dialect::Sqlite => "stheno_table_version",
    };
    let _ = writeln!(sql, "DELETE FROM {books} WHERE name = '{table}';");
}
