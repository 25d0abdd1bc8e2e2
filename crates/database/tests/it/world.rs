//! A database of its own for each test, on either backend, and the table that most tests use.

use std::hash::{BuildHasher as _, RandomState};
use stheno_database::ddl::{Column, Index, Keep, SqlType, Table};
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Expr, Insert, Options, Rows, Select, Statement, Tx, Type};
use stheno_kernel::{Decimal, Error, Result, Value};

/// Runs each of the functions on both backends.
macro_rules! suite {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { crate::world::World::sqlite().await.run(super::$name).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(world) = crate::world::World::postgres().await { world.run(super::$name).await; }
            })*
        }
    };
}
pub(crate) use suite;

pub struct World {
    pub db: Database,
    pub url: String,
    scratch: Option<Scratch>,
    directory: Option<std::path::PathBuf>,
}

impl World {
    pub async fn sqlite() -> Self {
        let name = format!("stheno-it-{:016x}", RandomState::new().hash_one(std::process::id()));
        let directory = std::env::temp_dir().join(name);
        let url = format!("sqlite:{}/shop.db", directory.display());
        let db = Database::connect(&url, Options { readers: 2, ..Options::default() }).await.unwrap();
        Self { db, url, scratch: None, directory: Some(directory) }
    }

    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_DATABASE_URL")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        let scratch = match Scratch::create(&server, None).await {
            Ok(scratch) => scratch,
            Err(e) if std::env::var_os("CI").is_none() => {
                eprintln!("skipped: no PostgreSQL at {server}: {e}");
                return None;
            }
            Err(e) => panic!("no PostgreSQL at {server}: {e:?}"),
        };
        let url = scratch.url();
        let db = Database::connect(&url, Options { pool: 8, ..Options::default() }).await.unwrap();
        Some(Self { db, url, scratch: Some(scratch), directory: None })
    }

    pub async fn run(self, test: impl AsyncFnOnce(&Self)) {
        test(&self).await;
        self.db.close().await;
        if let Some(scratch) = self.scratch {
            scratch.remove().await.unwrap();
        }
        if let Some(directory) = self.directory {
            std::fs::remove_dir_all(directory).unwrap();
        }
    }

    /// A second connection to the same database.
    pub async fn again(&self, options: Options) -> Database {
        Database::connect(&self.url, options).await.unwrap()
    }

    /// Creates the table `thing`.
    pub async fn things(&self) {
        self.db.migrate(&[thing()], &[]).await.unwrap();
    }

    pub async fn write(&self, statement: impl Into<Statement>) -> Result<Rows> {
        let statement = statement.into();
        self.db.transaction(|tx: Tx| async move { tx.run(statement).await }).await
    }

    pub async fn read(&self, select: Select) -> Result<Rows> {
        self.db.read(|tx: Tx| async move { tx.run(select).await }).await
    }

    /// The one value of an expression over the one row of `thing` with this id.
    pub async fn eval(&self, id: &str, expr: Expr, ty: Type) -> Value {
        let select = Select::from("thing").expr(expr, ty).filter(Expr::column("id").eq(id));
        self.read(select).await.unwrap().into_values().remove(0)
    }

    /// The ids of the things that a condition holds for, in order.
    pub async fn ids(&self, filter: Expr) -> Vec<String> {
        let select =
            Select::from("thing").column("id", Type::Text).filter(filter).order(Expr::column("id"), false);
        texts(self.read(select).await.unwrap())
    }

    pub async fn count(&self) -> i64 {
        let select =
            Select::from("thing").expr(Expr::Call(stheno_database::Function::CountAll, vec![]), Type::Int);
        self.read(select).await.unwrap().row(0)[0].as_int().unwrap()
    }
}

pub fn texts(rows: Rows) -> Vec<String> {
    rows.into_values().into_iter().map(|v| v.as_str().unwrap_or("NULL").to_owned()).collect()
}

pub fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse::<Decimal>().unwrap())
}

/// An insert of one row of `thing`.
pub fn thing_with(id: &str, cells: Vec<(&'static str, Value)>) -> Insert {
    let (mut columns, mut row) = (vec!["id"], vec![Value::from(id)]);
    for (column, value) in cells {
        columns.push(column);
        row.push(value);
    }
    Insert { table: "thing", columns, rows: vec![row], on_conflict: None, returning: vec![] }
}

/// A failure of a closure's own.
#[derive(Debug)]
pub struct Own(pub String);

impl From<Error> for Own {
    fn from(e: Error) -> Self {
        Self(e.message().to_owned())
    }
}

/// A table with a column of every type.
pub fn thing() -> Table {
    let column = |name, ty, nullable| Column { name, ty, nullable, default: None };
    Table {
        name: "thing",
        columns: vec![
            column("id", SqlType::Text, false),
            column("name", SqlType::Text, true),
            column("code", SqlType::Varchar(8), true),
            column("units", SqlType::Integer, true),
            column("big", SqlType::BigInt, true),
            Column {
                default: Some("nextval('thing_number_seq'::regclass)"),
                ..column("number", SqlType::Serial, false)
            },
            column("price", SqlType::Numeric, true),
            column("ratio", SqlType::Real, true),
            column("share", SqlType::Double, true),
            Column { default: Some("false"), ..column("active", SqlType::Boolean, false) },
            Column { default: Some("now()"), ..column("made_at", SqlType::Timestamptz, false) },
            column("data", SqlType::Jsonb, true),
            Column { default: Some("'{}'::text[]"), ..column("tags", SqlType::TextArray, true) },
            Column {
                default: Some("'open'::thing_state_enum"),
                ..column("state", SqlType::Enum("thing_state_enum", &["open", "shut"]), false)
            },
        ],
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec!["(units >= 0)", "(price >= (0)::numeric)"],
        indexes: vec![
            Index {
                name: "IDX_thing_name",
                columns: &["name"],
                unique: true,
                filter: Some("(active = true)"),
                method: None,
            },
            Index {
                name: "IDX_thing_tags",
                columns: &["tags"],
                unique: false,
                filter: None,
                method: Some("gin"),
            },
        ],
        keep: Keep::No,
    }
}
