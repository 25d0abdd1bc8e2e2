//! The tables that we make, against those of Medusa 2.21.2, which `schema.md` and `flagged.md` list.

mod differences;
mod text;

use differences::{DIFFERENCES, NOT_OURS, OURS};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use stheno_database::ddl::Table;
use stheno_database::{Database, Options};
use stheno_link::LinkRegistry;
use text::Catalogue;
use tokio_postgres::{Client, NoTls};

/// What Medusa makes, less what is not ours to make, with the differences applied.
fn expected() -> Catalogue {
    let mut expected = text::parse(include_str!("../schema.md"));
    expected.extend(text::parse(include_str!("../flagged.md")));
    for (table, _) in NOT_OURS {
        assert!(expected.remove(*table).is_some(), "NOT_OURS names `{table}`, which Medusa does not make");
    }
    for difference in DIFFERENCES {
        let lines = expected.get_mut(difference.table).expect("a difference names a table");
        for line in difference.medusa {
            assert!(lines.remove(*line), "no longer a difference of `{}`: {line}", difference.table);
        }
        lines.extend(difference.ours.iter().map(|line| (*line).to_owned()));
        assert!(!difference.reason.is_empty());
    }
    expected
}

/// Every line that stands on one side only.
fn compare(expected: &Catalogue, actual: &Catalogue) -> String {
    let mut report = String::new();
    let none = BTreeSet::new();
    for table in expected.keys().chain(actual.keys()).collect::<BTreeSet<_>>() {
        let (want, have) = (expected.get(table).unwrap_or(&none), actual.get(table).unwrap_or(&none));
        for line in want.difference(have) {
            let _ = writeln!(report, "{table}: missing {line}");
        }
        for line in have.difference(want) {
            let _ = writeln!(report, "{table}: too much {line}");
        }
    }
    report
}

/// The server's URL with another database.
fn with_database(url: &str, name: &str) -> String {
    let (server, options) = url.split_once('?').map_or((url, String::new()), |(s, o)| (s, format!("?{o}")));
    let server = server.rsplit_once('/').map_or(server, |(server, _)| server);
    format!("{server}/{name}{options}")
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// All tables: those of modules, and those of links with every flag.
fn tables() -> Vec<Table> {
    let mut registry = LinkRegistry::default();
    stheno_links::register(&mut registry, &["rbac", "translation"]);
    let mut tables = stheno_schema::schema().tables();
    tables.extend(stheno_link::tables(&registry));
    tables
}

/// Whether a line is an index of ours: a unique one, by which the database keeps the cardinality of a link, or one that serves lists.
fn is_ours(line: &str) -> bool {
    let named = |kind, prefix| {
        line.strip_prefix(kind).is_some_and(|name: &str| name.trim_start_matches('"').starts_with(prefix))
    };
    named("unique index ", "stheno_uq_") || named("index ", "stheno_")
}

/// Migrates a new database, reads its catalogue, and removes it again.
async fn migrated(admin: &Client, url: &str) -> Catalogue {
    let name = format!("stheno_catalogue_{}", std::process::id());
    admin.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("the role may create databases");
    let url = with_database(url, &name);
    let work = tokio::spawn(async move {
        let database = Database::connect(&url, Options::default()).await.expect("the new database answers");
        let first = database.migrate(&tables(), &[]).await.expect("the tables can be made");
        assert_eq!((first.tables_created, first.indexes_skipped.len()), (tables().len(), 0));
        let again = database.migrate(&tables(), &[]).await.expect("twice, too");
        assert_eq!(again, Default::default(), "a second migration changes nothing");
        database.close().await;
        text::read(&connect(&url).await.expect("the new database answers")).await
    });
    let catalogue = work.await;
    admin
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .expect("what was made can be dropped");
    catalogue.expect("the migration went through")
}

#[tokio::test]
async fn a_new_database_has_the_tables_of_medusa() {
    let url = std::env::var("TEST_DATABASE_URL");
    let url = url.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let admin = match connect(&url).await {
        Ok(admin) => admin,
        Err(error) if std::env::var_os("CI").is_some() => {
            panic!("no PostgreSQL at TEST_DATABASE_URL: {error}")
        }
        Err(_) => return eprintln!("skipped: no PostgreSQL at TEST_DATABASE_URL"),
    };
    let mut actual = migrated(&admin, &url).await;
    for (table, _) in OURS {
        assert!(actual.remove(*table).is_some(), "OURS names `{table}`, which is not made");
    }
    let unique: usize = actual
        .values_mut()
        .map(|lines| {
            let all = lines.len();
            lines.retain(|line| !is_ours(line));
            all - lines.len()
        })
        .sum();
    assert!(unique > 0, "the database keeps the cardinality of links");
    let report = compare(&expected(), &actual);
    assert!(report.is_empty(), "differences that differences.rs does not allow:\n{report}");
}
