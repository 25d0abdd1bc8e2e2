//! One run of a flow at a time for each key, and who must look after a run whose node has died.

use crate::journal::RunId;
use std::time::Duration;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::statement::OnConflict;
use stheno_database::{Compare, Delete, Expr, Insert, Select, Statement, Tx, Type, Update};
use stheno_kernel::value::FromValue as _;
use stheno_kernel::{Error, Result, Timestamp, Value};

const TABLE: &str = "stheno_flow_lock";
/// How long a run stays its node's without a sign of life.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// The table.
pub(crate) fn table() -> Table {
    let column = |name, ty, default| Column { name, ty, nullable: false, default };
    Table {
        name: TABLE,
        columns: vec![
            column("workflow_id", SqlType::Text, None),
            column("transaction_id", SqlType::Text, None),
            column("run_id", SqlType::Text, None),
            column("locked_by", SqlType::Text, None),
            column("locked_until", SqlType::Timestamptz, None),
            // Whose death frees it before its time.
            Column { name: "node", ty: SqlType::Text, nullable: true, default: None },
            column("attempts", SqlType::Integer, Some("0")),
        ],
        primary_key: vec!["workflow_id", "transaction_id"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    }
}

/// A hold on a run. `holder` changes when another node takes over, and the former holder can write no more.
#[derive(Clone, Debug)]
pub(crate) struct Lock {
    pub run: RunId,
    pub holder: String,
}

impl Lock {
    fn is_mine(&self) -> Expr {
        self.run.is().and(Expr::column("locked_by").eq(self.holder.as_str()))
    }

    /// Takes the lock for a new run; false while another run of the same key holds it.
    pub(crate) async fn acquire(&self, tx: &Tx, node: &str, now: Timestamp) -> Result<bool> {
        let row = vec![
            self.run.flow.as_str().into(),
            self.run.key.as_str().into(),
            self.run.run.as_str().into(),
            self.holder.as_str().into(),
            lease_end(now).into(),
            node.into(),
        ];
        let on_conflict =
            OnConflict { target: vec!["workflow_id", "transaction_id"], target_filter: None, update: vec![] };
        let insert = Insert {
            table: TABLE,
            columns: vec!["workflow_id", "transaction_id", "run_id", "locked_by", "locked_until", "node"],
            rows: vec![row],
            on_conflict: Some(on_conflict),
            returning: vec![],
        };
        Ok(tx.execute(insert).await? == 1)
    }

    /// A sign of life; errs if another node has taken over, which rolls the caller's transaction back.
    pub(crate) async fn renew(&self, tx: &Tx, until: Timestamp) -> Result<()> {
        let set = vec![("locked_until", Expr::param(until))];
        let update = Update { table: TABLE, set, filter: self.is_mine(), returning: vec![] };
        held(tx.execute(update).await?)
    }

    /// Gives the run into nobody's hands until then: what became of this node is no reason to look after it earlier.
    pub(crate) async fn put_off(&self, tx: &Tx, until: Timestamp) -> Result<()> {
        let set = vec![("locked_until", Expr::param(until)), ("node", Expr::Param(Value::Null))];
        let update = Update { table: TABLE, set, filter: self.is_mine(), returning: vec![] };
        held(tx.execute(update).await?)
    }

    /// Ends the run; errs as [`Lock::renew`] does.
    pub(crate) async fn release(&self, tx: &Tx) -> Result<()> {
        held(tx.execute(Delete { table: TABLE, filter: self.is_mine(), returning: vec![] }).await?)
    }

    /// Takes the lock of a run whose holder fell silent; answers how often that happened before, or nothing where
    /// another node was faster.
    pub(crate) async fn take_over(&self, tx: &Tx, node: &str, now: Timestamp) -> Result<Option<i64>> {
        let set = vec![
            ("locked_by", Expr::param(self.holder.as_str())),
            ("locked_until", Expr::param(lease_end(now))),
            ("node", Expr::param(node)),
            ("attempts", Expr::column("attempts").plus(Expr::param(1))),
        ];
        let filter = self.run.is().and(is_silent(now));
        let update = Update { table: TABLE, set, filter, returning: vec![("attempts", Type::Int)] };
        Ok(tx.run(update).await?.first().and_then(|row| row.first()?.as_int()))
    }
}

fn held(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::conflict("Another node has taken this workflow over")) }
}

fn is_silent(now: Timestamp) -> Expr {
    Expr::column("locked_until").compare(Compare::Lte, Expr::param(now))
}

/// Until when a sign of life at `now` counts.
pub(crate) fn lease_end(now: Timestamp) -> Timestamp {
    now.plus_millis(i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX))
}

/// Ends the leases of `node`, which died.
pub(crate) fn free(node: &str, now: Timestamp) -> Statement {
    let set = vec![("locked_until", Expr::param(now)), ("node", Expr::Param(Value::Null))];
    Update { table: TABLE, set, filter: Expr::column("node").eq(node), returning: vec![] }.into()
}

fn runs() -> Select {
    Select::from(TABLE)
        .column("workflow_id", Type::Text)
        .column("transaction_id", Type::Text)
        .column("run_id", Type::Text)
        .column("locked_until", Type::Time)
}

/// Runs whose node fell silent.
pub(crate) fn silent(now: Timestamp, limit: u64) -> Statement {
    runs().filter(is_silent(now)).order(Expr::column("locked_until"), false).limit(limit).into()
}

/// Who holds the lock of a key.
pub(crate) fn holder(flow: &str, key: &str) -> Statement {
    runs().filter(Expr::column("workflow_id").eq(flow)).filter(Expr::column("transaction_id").eq(key)).into()
}

/// A row of [`silent`] or [`holder`]: the run, and until when its node holds it.
pub(crate) fn run_of(row: Vec<Value>) -> Option<(RunId, Timestamp)> {
    let mut cells = row.into_iter();
    let mut text = || cells.next().and_then(String::from_value);
    let run = RunId { flow: text()?, key: text()?, run: text()? };
    let until = Timestamp::from_value(cells.next()?)?;
    Some((run, until))
}
