//! Databases made for one test: a SQLite file, and a PostgreSQL database where a server answers.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use stheno_database::{Database, Options, scratch};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of its own for one test; [`Scratch::remove`] ends it.
pub enum Scratch {
    /// A file.
    Sqlite(PathBuf),
    /// A database on the server.
    Postgres(scratch::Scratch),
}

/// The server on which tests may create databases.
pub fn server_url() -> String {
    std::env::var("TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into())
}

/// A scratch database on SQLite, and one on PostgreSQL where it answers. In CI its absence is a failure.
pub async fn databases() -> Vec<Scratch> {
    let mut all = vec![sqlite()];
    match scratch::Scratch::create(&server_url(), None).await {
        Ok(scratch) => all.push(Scratch::Postgres(scratch)),
        Err(why) if std::env::var_os("CI").is_some() => panic!("PostgreSQL is needed in CI: {why:?}"),
        Err(why) => eprintln!("skipped on PostgreSQL: {why}"),
    }
    all
}

/// A scratch SQLite file.
pub fn sqlite() -> Scratch {
    let name = format!("stheno_test_{}_{}.db", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    Scratch::Sqlite(std::env::temp_dir().join(name))
}

impl Scratch {
    /// What [`Database::connect`] takes.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(scratch) => scratch.url(),
        }
    }
    /// Connects.
    pub async fn connect(&self) -> Database {
        let options = Options { pool: 8, ..Options::default() };
        Database::connect(&self.url(), options).await.expect("a scratch database opens")
    }
    /// Removes the database.
    pub async fn remove(self) {
        match self {
            Self::Sqlite(file) => {
                for end in ["", "-wal", "-shm", "-node"] {
                    let _ = std::fs::remove_file(format!("{}{end}", file.display()));
                }
            }
            Self::Postgres(scratch) => scratch.remove().await.expect("a scratch database goes"),
        }
    }
}
