//! The catalogue as text: for each table the lines of its block in `schema.md`.

use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Client;

/// Lines by table; those of the enum types stand under `Enum types`, as in the document.
pub type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// The blocks of a document: a heading, then one line per column, key, check and index.
pub fn parse(document: &str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let mut table = None;
    for line in document.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            table = Some(name);
            catalogue.entry(name.to_owned()).or_default();
        } else if let (Some(table), Some(line)) = (table, line.strip_prefix("- ")) {
            catalogue.entry(table.to_owned()).or_default().insert(line.to_owned());
        }
    }
    catalogue
}

/// One row for each line: a table and the line, in the words of `schema.md`.
const LINES: &str = r#"
    SELECT relname::text, '' FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT t.relname, '`' || a.attname || '` ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN '!' ELSE '' END
        || coalesce(' = ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_attribute a
    JOIN pg_class t ON t.oid = a.attrelid AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT t.relname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c
    JOIN pg_class t ON t.oid = c.conrelid AND t.relnamespace = 'public'::regnamespace
    WHERE c.contype IN ('p', 'f', 'c')
    UNION ALL
    SELECT t.relname, CASE WHEN i.indisunique THEN 'unique ' ELSE '' END
        || 'index ' || quote_ident(x.relname) || ': ' || split_part(pg_get_indexdef(i.indexrelid), ' USING ', 2)
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
    JOIN pg_class x ON x.oid = i.indexrelid
    WHERE NOT i.indisprimary
    UNION ALL
    SELECT 'Enum types', '`' || t.typname || '`: ' || string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname
"#;

/// The catalogue of the connected database.
pub async fn read(client: &Client) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for row in client.query(LINES, &[]).await.expect("the catalogue can be read") {
        let lines = catalogue.entry(row.get(0)).or_default();
        let line: String = row.get(1);
        if !line.is_empty() {
            lines.insert(line);
        }
    }
    catalogue
}
