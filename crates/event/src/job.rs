//! Scheduled jobs: one row each, so that of all nodes one runs a due job. The outbox's claim lock is a row here too.

use crate::Schedule;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::statement::OnConflict;
use stheno_database::{Compare, Expr, Insert, Select, Statement, Tx, Type, Update};
use stheno_kernel::{Result, Timestamp, Value};

const TABLE: &str = "stheno_job";
/// The row that a claim of the outbox locks; never due.
const CLAIM: &str = "stheno:outbox";

/// The table.
pub(crate) fn table() -> Table {
    let column = |name, ty, nullable| Column { name, ty, nullable, default: None };
    let count = |name| Column { name, ty: SqlType::Integer, nullable: false, default: Some("0") };
    Table {
        name: TABLE,
        columns: vec![
            column("name", SqlType::Text, false),
            column("next_run_at", SqlType::Timestamptz, true),
            column("last_run_at", SqlType::Timestamptz, true),
            column("last_error", SqlType::Text, true),
            column("locked_by", SqlType::Text, true),
            column("locked_until", SqlType::Timestamptz, true),
            // Nodes that died at it since it last came to an end.
            count("cut_off"),
        ],
        primary_key: vec!["name"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    }
}

/// Work that time asks for.
#[derive(Clone)]
pub(crate) struct Job {
    pub name: String,
    pub schedule: Schedule,
    pub handler: Arc<dyn Fn() -> BoxFuture<'static, Result<()>> + Send + Sync>,
}

/// Makes the rows that are missing, and brings a due time forward where the schedule became tighter.
pub(crate) fn register(jobs: &[Job], now: Timestamp) -> Vec<Statement> {
    let mut rows = vec![vec![CLAIM.into(), Value::Null]];
    let mut statements = Vec::new();
    for job in jobs {
        let next = job.schedule.next(now);
        rows.push(vec![job.name.as_str().into(), next.into()]);
        if let Some(next) = next {
            let later = Expr::column("next_run_at").is_null();
            let later = later.or(Expr::column("next_run_at").compare(Compare::Gt, Expr::param(next)));
            statements.push(Statement::Update(Update {
                table: TABLE,
                set: vec![("next_run_at", Expr::param(next))],
                filter: Expr::column("name").eq(job.name.as_str()).and(later),
                returning: vec![],
            }));
        }
    }
    let on_conflict = OnConflict { target: vec!["name"], target_filter: None, update: vec![] };
    let insert = Insert {
        table: TABLE,
        columns: vec!["name", "next_run_at"],
        rows,
        on_conflict: Some(on_conflict),
        returning: vec![],
    };
    statements.insert(0, insert.into());
    statements
}

/// Holds off every other claim of the outbox until the transaction ends.
pub(crate) async fn lock_claims(tx: &Tx) -> Result<()> {
    let row =
        Select::from(TABLE).column("name", Type::Text).filter(Expr::column("name").eq(CLAIM)).for_update();
    tx.run(row).await.map(drop)
}

/// Which of these jobs' time has come.
pub(crate) fn due(jobs: &[Job], now: Timestamp) -> Statement {
    Select::from(TABLE)
        .column("name", Type::Text)
        .filter(Expr::column("name").is_in(jobs.iter().map(|j| j.name.as_str())))
        .filter(Expr::column("next_run_at").compare(Compare::Lte, Expr::param(now)))
        .filter(is_free(now))
        .into()
}

fn is_free(now: Timestamp) -> Expr {
    let until = Expr::column("locked_until");
    until.clone().is_null().or(until.compare(Compare::Lte, Expr::param(now)))
}

/// Takes a due job; answers no row where another node was faster. The next due time is set now, so a node that falls silent
/// at work costs one run, never two at once; where it is known to have died, see [`free`].
pub(crate) fn claim(job: &Job, node: &str, now: Timestamp, until: Timestamp) -> Statement {
    Statement::Update(Update {
        table: TABLE,
        set: vec![
            ("locked_by", Expr::param(node)),
            ("locked_until", Expr::param(until)),
            ("last_run_at", Expr::param(now)),
            ("next_run_at", Expr::param(job.schedule.next(now))),
        ],
        filter: Expr::column("name")
            .eq(job.name.as_str())
            .and(Expr::column("next_run_at").compare(Compare::Lte, Expr::param(now)))
            .and(is_free(now)),
        returning: vec![("name", Type::Text)],
    })
}

/// Gives a job back.
pub(crate) fn release(name: &str, node: &str, error: Option<String>) -> Statement {
    Statement::Update(Update {
        table: TABLE,
        set: vec![
            ("locked_by", Expr::Param(Value::Null)),
            ("locked_until", Expr::Param(Value::Null)),
            ("last_error", Expr::param(error)),
            ("cut_off", Expr::param(0)),
        ],
        filter: Expr::column("name").eq(name).and(Expr::column("locked_by").eq(node)),
        returning: vec![],
    })
}

/// Takes the jobs out of the hands of `node`, which died. What it was at is due again at once, but only once: a job that is
/// the end of every node that runs it waits for its time.
pub(crate) fn free(node: &str, now: Timestamp) -> Statement {
    let is_first = Expr::column("cut_off").eq(0);
    let next = Expr::Case(vec![(is_first, Expr::param(now))], Box::new(Expr::column("next_run_at")));
    Statement::Update(Update {
        table: TABLE,
        set: vec![
            ("locked_by", Expr::Param(Value::Null)),
            ("locked_until", Expr::Param(Value::Null)),
            ("next_run_at", next),
            ("cut_off", Expr::column("cut_off").plus(Expr::param(1))),
        ],
        filter: Expr::column("locked_by").eq(node),
        returning: vec![],
    })
}

/// Keeps the jobs of `node` in its hands.
pub(crate) fn renew(node: &str, until: Timestamp) -> Statement {
    Statement::Update(Update {
        table: TABLE,
        set: vec![("locked_until", Expr::param(until))],
        filter: Expr::column("locked_by").eq(node),
        returning: vec![],
    })
}
