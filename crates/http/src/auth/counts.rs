//! How fast attempts may follow one another, and the table in which they are counted for all nodes.

use super::{AttemptStore, BoxFuture};
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::statement::{Compare, Delete, Expr, Insert, OnConflict, Select, Type, Update};
use stheno_database::{Database, Tx};
use stheno_kernel::{Result, Timestamp, Value};

const TABLE: &str = "stheno_attempt";
const MINUTE_MS: i64 = 60_000;

/// So many at once, and then one for each that is forgiven with time (GCRA). What is kept is one instant a key: when
/// everything so far will be forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Milliseconds until one attempt is forgiven.
    pub forgiven_ms: i64,
    /// Milliseconds' worth of attempts that may stand open when another is made.
    pub open_max_ms: i64,
}

impl Pace {
    /// This many in a minute, also all at once; none where that is zero, for no limit.
    pub fn per_minute(attempts: u32) -> Option<Self> {
        let forgiven_ms = MINUTE_MS.checked_div(i64::from(attempts))?.max(1);
        Some(Self { forgiven_ms, open_max_ms: forgiven_ms * (i64::from(attempts) - 1) })
    }
}

/// The table that [`DatabaseAttempts`] needs, for the application's migrations.
pub fn attempt_table() -> Table {
    let column = |name, ty| Column { name, ty, nullable: false, default: None };
    Table {
        name: TABLE,
        columns: vec![column("key", SqlType::Text), column("forgiven_at_ms", SqlType::BigInt)],
        primary_key: vec!["key"],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        keep: Keep::No,
    }
}

/// Attempts in the table `stheno_attempt`.
pub struct DatabaseAttempts(Database);

impl DatabaseAttempts {
    /// Attempts of this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

impl AttemptStore for DatabaseAttempts {
    fn admit<'a>(
        &'a self,
        key: &'a str,
        pace: Pace,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<Timestamp>>> {
        let now = now.as_millis();
        let forgiven = || Expr::column("forgiven_at_ms");
        let is_key = || Expr::column("key").eq(key);
        let row = Insert {
            table: TABLE,
            columns: vec!["key", "forgiven_at_ms"],
            rows: vec![vec![key.into(), Value::Int(0)]],
            on_conflict: Some(OnConflict { target: vec!["key"], target_filter: None, update: vec![] }),
            returning: vec![],
        };
        let is_past = forgiven().compare(Compare::Lt, Expr::param(now));
        let later = forgiven().plus(Expr::param(pace.forgiven_ms));
        let counted = Update {
            table: TABLE,
            set: vec![(
                "forgiven_at_ms",
                Expr::Case(vec![(is_past, Expr::param(now + pace.forgiven_ms))], Box::new(later)),
            )],
            filter: is_key().and(forgiven().compare(Compare::Lte, Expr::param(now + pace.open_max_ms))),
            returning: vec![],
        };
        let left = Select::from(TABLE).column("forgiven_at_ms", Type::Int).filter(is_key());
        let statements = vec![row.into(), counted.into(), left.into()];
        Box::pin(async move {
            let answers =
                self.0.transaction(move |tx: Tx| async move { tx.run_all(statements).await }).await?;
            let [_, counted, left] = answers.as_slice() else { return Ok(None) };
            if counted.affected() == 1 {
                return Ok(None);
            }
            // A row that was swept meanwhile kept nobody from anything.
            let forgiven = left.first().and_then(|row| row.first()?.as_int());
            Ok(forgiven.and_then(|at| Timestamp::from_millis(at - pace.open_max_ms)))
        })
    }

    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>> {
        let past = Expr::column("forgiven_at_ms").compare(Compare::Lt, Expr::param(now.as_millis()));
        let delete = Delete { table: TABLE, filter: past, returning: Vec::new() };
        Box::pin(async move {
            self.0.transaction(move |tx: Tx| async move { tx.execute(delete).await }).await.map(drop)
        })
    }
}
