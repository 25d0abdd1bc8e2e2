//! Triggers that change a kept table's version with every write: `docs/adr/0018-kept-rows.md`.

use super::Keep;
use crate::render::Dialect;
use std::collections::HashSet;
use std::fmt::Write as _;

/// What the names of our triggers on SQLite begin with; on PostgreSQL, where names are the table's own, a book's is all of it.
const TRIGGER: &str = "stheno_kept";

/// Versions are sums of labels modulo this, a power of two.
pub(crate) const MODULUS: u64 = 1 << 62;

/// The books of versions on PostgreSQL, one of them for reference tables, which trade does not write. A change is a row of its
/// own, so that writers never wait for each other here, with a label that nobody draws again, so that equal sums are equal
/// changes. The functions write as their owner: whoever may write a table needs no right on the books.
pub(crate) const POSTGRES_BOOKS: [Book; 2] = [
    Book {
        table: "stheno_reference_change",
        function: "stheno_note_reference_change",
        trigger: "stheno_kept_reference",
    },
    Book { table: "stheno_table_change", function: "stheno_note_change", trigger: TRIGGER },
];

/// Where changes are noted on PostgreSQL.
pub(crate) struct Book {
    pub(crate) table: &'static str,
    /// Notes a change of the table that it is hung on.
    function: &'static str,
    /// What calls it.
    trigger: &'static str,
}

/// The book that changes of such a table are noted in.
fn book_of(keep: Keep) -> &'static Book {
    &POSTGRES_BOOKS[usize::from(keep != Keep::Reference)]
}

/// Makes the books, and the functions that write them.
pub(crate) fn postgres_books() -> String {
    let make = |Book { table: book, function, .. }: &Book| {
        format!(
            "CREATE TABLE IF NOT EXISTS {book} (name text NOT NULL, change bigint NOT NULL);
DO $do$ BEGIN EXECUTE format($format$
CREATE OR REPLACE FUNCTION %1$I.{function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$ BEGIN
INSERT INTO %1$I.{book} (name, change)
VALUES (TG_TABLE_NAME, uuid_hash_extended(gen_random_uuid(), 0) & {LABEL_MAX});
RETURN NULL; END $body$
$format$, current_schema()); END $do$;
"
        )
    };
    POSTGRES_BOOKS.iter().map(make).collect()
}

const LABEL_MAX: u64 = MODULUS - 1;

/// The books of versions on SQLite: a row by table, and one without a name that changes with each.
pub(crate) const SQLITE_BOOKS: &str = "\
CREATE TABLE IF NOT EXISTS stheno_table_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO stheno_table_version VALUES ('', random());
";

const EVENTS: [&str; 3] = ["insert", "update", "delete"];

/// The triggers that watch a table.
pub(crate) fn triggers(table: &str, keep: Keep, dialect: Dialect) -> Vec<String> {
    match dialect {
        Dialect::Postgres => vec![book_of(keep).trigger.to_owned()],
        Dialect::Sqlite => EVENTS.iter().map(|event| format!("{TRIGGER}_{event}_{table}")).collect(),
    }
}

/// Whether just these triggers watch the table.
pub(crate) fn is_watched(
    table: &str,
    keep: Keep,
    existing: Option<&HashSet<String>>,
    dialect: Dialect,
) -> bool {
    let wanted = triggers(table, keep, dialect);
    existing.is_some_and(|existing| {
        existing.len() == wanted.len() && wanted.iter().all(|name| existing.contains(name))
    })
}

/// Watches a table, anew where some of its triggers were there.
pub(super) fn watch(
    sql: &mut String,
    table: &str,
    keep: Keep,
    existing: Option<&HashSet<String>>,
    dialect: Dialect,
) {
    let wanted = triggers(table, keep, dialect);
    unwatch(sql, table, existing.into_iter().flatten().chain(&wanted), dialect);
    // Writing into a `String` cannot fail.
    match dialect {
        Dialect::Postgres => {
            let Book { table: book, function, trigger } = book_of(keep);
            let _ = writeln!(
                sql,
                "CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON \"{table}\" \
                 FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n\
                 ALTER TABLE \"{table}\" ENABLE ALWAYS TRIGGER {trigger};\n\
                 INSERT INTO {book} (name, change) \
                 VALUES ('{table}', uuid_hash_extended(gen_random_uuid(), 0) & {LABEL_MAX});"
            );
        }
        Dialect::Sqlite => {
            let _ =
                writeln!(sql, "INSERT OR REPLACE INTO stheno_table_version VALUES ('{table}', random());");
            for (event, name) in EVENTS.iter().zip(wanted) {
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
        Dialect::Postgres => POSTGRES_BOOKS.iter().map(|book| book.table).collect(),
        Dialect::Sqlite => vec!["stheno_table_version"],
    };
    for book in books {
        let _ = writeln!(sql, "DELETE FROM {book} WHERE name = '{table}';");
    }
}
