//! The same declarations on SQLite: every table with every column and every index that SQLite can have.

use rusqlite::Connection;
use std::collections::BTreeSet;
use stheno_database::{Database, Options};

fn names(sqlite: &Connection, sql: &str, table: &str) -> BTreeSet<String> {
    let mut statement = sqlite.prepare(sql).expect("the catalogue has not changed");
    let rows = statement.query_map([table], |row| row.get(0)).expect("the catalogue can be read");
    rows.collect::<Result<_, _>>().expect("names are text")
}

#[tokio::test]
async fn a_new_database_has_every_table_column_and_index() {
    let path = std::env::temp_dir().join(format!("stheno-catalogue-{}.db", std::process::id()));
    let url = format!("sqlite:{}", path.display());
    let database = Database::connect(&url, Options::default()).await.unwrap();
    let tables = stheno_schema::schema().tables();
    database.migrate(&tables, &[]).await.unwrap();
    database.migrate(&tables, &[]).await.unwrap();
    database.close().await;

    let sqlite = Connection::open(&path).unwrap();
    for table in &tables {
        let columns = names(&sqlite, "SELECT name FROM pragma_table_info(?)", table.name);
        assert_eq!(
            columns,
            table.columns.iter().map(|c| c.name.to_owned()).collect(),
            "columns of {}",
            table.name
        );
        let indexes = names(&sqlite, "SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", table.name);
        let declared = table.indexes.iter().filter(|i| i.method.is_none()).map(|i| i.name.to_owned());
        assert_eq!(indexes, declared.collect(), "indexes of {}", table.name);
    }
    drop(sqlite);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
}
