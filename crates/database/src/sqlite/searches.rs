//! Indexes for searches: when one is worth reading, and what puts it right when a database is opened.
//!
//! They name rows by SQLite's own row ids, which a table written anew by hand (from a dump) may not keep. Rows are
//! numbered without gaps then, so the greatest number tells.

use crate::ddl::SEARCH_PREFIX;
use crate::render::Rendered;
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

/// The statement, or the one that reads no index for searches where most rows hold what is searched for.
///
/// By the index each candidate is looked up: as many as there are. Without it rows are read in order until there are enough,
/// which are `rows_max` times the share of rows that match; both cost about the same for a row.
pub(super) fn chosen<'a>(connection: &Connection, rendered: &'a Rendered) -> rusqlite::Result<&'a Rendered> {
    let Some(scan) = &rendered.scan else { return Ok(rendered) };
    for (index, query) in &scan.searches {
        let size: Option<i64> = connection
            .prepare_cached(&format!("SELECT max(id) FROM \"{index}_docsize\""))?
            .query_row((), |row| row.get(0))?;
        let size = u64::try_from(size.unwrap_or(0)).unwrap_or(0);
        let worth = scan.rows_max.map_or(u64::MAX, |rows| rows.saturating_mul(size).isqrt()).min(size / 2);
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM \"{index}\" WHERE \"{index}\" MATCH ?1 LIMIT ?2)");
        let worth = i64::try_from(worth).unwrap_or(i64::MAX - 1);
        let candidates: i64 =
            connection.prepare_cached(&sql)?.query_row((query, worth + 1), |row| row.get(0))?;
        if candidates <= worth {
            return Ok(rendered);
        }
    }
    Ok(&scan.rendered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Dialect, render};
    use crate::statement::{Alias, Expr, Function, Select, Type};

    #[test]
    fn a_text_that_most_rows_hold_is_not_looked_up() {
        let sqlite = Connection::open_in_memory().unwrap();
        sqlite
            .execute_batch(
                "CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT);
                 CREATE VIRTUAL TABLE stheno_search_note USING fts5(text, content=note, tokenize=trigram, detail=none);
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                 INSERT INTO note SELECT 'n' || i, iif(i % 10 = 0, 'tenth', 'other') || ' common ' || i FROM n;
                 INSERT INTO stheno_search_note (stheno_search_note) VALUES ('rebuild');",
            )
            .unwrap();
        let search = |text: &str| Expr::Search {
            index: "stheno_search_note",
            at: Alias::ROOT,
            text: text.to_owned(),
            condition: Box::new(Expr::column("text").eq(text)),
        };
        let looks_up = |select: Select| {
            let rendered = render(select.into(), Dialect::Sqlite);
            chosen(&sqlite, &rendered).unwrap().sql.contains("MATCH")
        };
        let page = |filter| {
            Select::from("note")
                .column("id", Type::Text)
                .filter(filter)
                .order_not_null(Expr::column("id"), false)
                .limit(20)
        };
        let count = |filter| {
            Select::from("note").expr(Expr::Call(Function::CountAll, vec![]), Type::Int).filter(filter)
        };
        for (text, in_page, in_count) in [
            ("common", false, false),
            ("tenth", false, true),
            ("common 777", true, true),
            ("nobody", true, true),
        ] {
            assert_eq!(
                (looks_up(page(search(text))), looks_up(count(search(text)))),
                (in_page, in_count),
                "{text}"
            );
            // In another order all that match are needed.
            let sorted = page(search(text)).order(Expr::column("text"), false);
            assert_eq!(looks_up(sorted), in_count, "{text}");
        }
        assert!(looks_up(page(search("common").and(search("common 777")))), "one word that tells is enough");
        // What is not looked up at all has no other form.
        assert!(render(page(search("co")).into(), Dialect::Sqlite).scan.is_none());
    }
}
