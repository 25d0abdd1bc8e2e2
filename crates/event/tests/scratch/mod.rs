//! Empty databases for tests: SQLite, and PostgreSQL where there is one.

use stheno_database::ddl::Table;
use stheno_database::{Database, Options};

/// A database of each kind, with these tables; `test` is part of the name of PostgreSQL's.
pub async fn databases(test: &str, tables: &[Table]) -> Vec<Database> {
    let mut databases = Vec::new();
    for url in urls(test, "sqlite::memory:".to_owned()).await {
        databases.push(connect(&url, tables).await);
    }
    databases
}

/// Connects, and makes the tables.
pub async fn connect(url: &str, tables: &[Table]) -> Database {
    let options = Options { readers: 1, pool: 4, ..Options::default() };
    let database = Database::connect(url, options).await.unwrap();
    database.migrate(tables, &[]).await.unwrap();
    database
}

/// Where an empty database of each kind is; the first is `sqlite`.
pub async fn urls(test: &str, sqlite: String) -> Vec<String> {
    let url = std::env::var("TEST_DATABASE_URL");
    let url = url.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into());
    let mut urls = vec![sqlite];
    match fresh_postgres(&url, &format!("stheno_{test}")).await {
        Ok(url) => urls.push(url),
        Err(e) if std::env::var_os("CI").is_some() => panic!("PostgreSQL is needed in CI: {e}"),
        Err(e) => eprintln!("skipped on PostgreSQL: {e}"),
    }
    urls
}

async fn fresh_postgres(url: &str, name: &str) -> Result<String, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).await?;
    let (server, _) = url.rsplit_once('/').unwrap();
    Ok(format!("{server}/{name}"))
}
