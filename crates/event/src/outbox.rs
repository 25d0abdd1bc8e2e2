//! The outbox: rows between the commit that caused them and the last subscriber that was told.

use crate::Event;
use stheno_database::ddl::{Column, Index, Keep, SqlType, Table};
use stheno_database::{
    Alias, Compare, Delete, Expr, Function, Insert, Rows, Select, Statement, Tx, Type, Update,
};
use stheno_kernel::value::FromValue;
use stheno_kernel::{Error, JsonText, Result, Timestamp, Value};

const TABLE: &str = "stheno_outbox";

/// The table. `seq` orders events by the commit that wrote them, per record: whoever changes a record holds its lock
/// from before the number is drawn until after the commit.
pub(crate) fn table() -> Table {
    let column = |name, ty, nullable, default| Column { name, ty, nullable, default };
    let index = |name, columns, filter| Index { name, columns, unique: false, filter, method: None };
    Table {
        name: TABLE,
        columns: vec![
            column("seq", SqlType::BigSerial, false, None),
            column("key", SqlType::Text, true, None),
            column("name", SqlType::Text, false, None),
            column("data", SqlType::Jsonb, false, None),
            column("metadata", SqlType::Jsonb, false, None),
            column("created_at", SqlType::Timestamptz, false, None),
            column("available_at", SqlType::Timestamptz, false, None),
            column("attempts", SqlType::Integer, false, Some("0")),
            column("done", SqlType::Jsonb, true, None),
            column("last_error", SqlType::Text, true, None),
            column("dead_at", SqlType::Timestamptz, true, None),
            column("locked_by", SqlType::Text, true, None),
            column("locked_until", SqlType::Timestamptz, true, None),
        ],
        primary_key: vec!["seq"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![
            index("IDX_stheno_outbox_key", &["key", "seq"], Some("key IS NOT NULL")),
            index("IDX_stheno_outbox_locked_by", &["locked_by"], Some("locked_by IS NOT NULL")),
        ],
        keep: Keep::No,
    }
}

/// An event on its way.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub seq: i64,
    pub event: Event,
    pub attempts: i64,
    pub done: Vec<String>,
}

/// What a delivery leaves to be written down.
pub(crate) enum Settled {
    /// Everybody knows: the row goes.
    Delivered(i64),
    /// Somebody failed: again later, or never.
    Failed { entry: Box<Entry>, error: String, again_at: Option<Timestamp> },
    /// Not tried, because an earlier event of the same record failed.
    Released(i64),
}

/// One statement for all events.
pub(crate) fn insert(events: &[Event], now: Timestamp) -> Statement {
    let rows = events.iter().map(|event| {
        vec![
            event.key().map(str::to_owned).into(),
            event.name.as_str().into(),
            JsonText::of(&event.data).into(),
            JsonText::of(&event.metadata).into(),
            now.into(),
            now.into(),
        ]
    });
    Statement::Insert(Insert {
        table: TABLE,
        columns: vec!["key", "name", "data", "metadata", "created_at", "available_at"],
        rows: rows.collect(),
        on_conflict: None,
        returning: vec![],
    })
}

fn is_free(alias: Alias, now: Timestamp) -> Expr {
    let until = Expr::Column(alias, "locked_until");
    until.clone().is_null().or(until.compare(Compare::Lte, Expr::param(now)))
}

/// Rows that may be delivered now: due, alive, not in other hands, and no earlier row of the same record is waiting
/// for its next attempt or in other hands.
fn ready(now: Timestamp) -> Select {
    const ROW: Alias = Alias(1);
    const EARLIER: Alias = Alias(2);
    let is_due = |alias| Expr::Column(alias, "available_at").compare(Compare::Lte, Expr::param(now));
    let is_alive = |alias| Expr::Column(alias, "dead_at").is_null();
    let mut blocked = Select::from_as(TABLE, EARLIER);
    blocked = blocked
        .filter(Expr::Column(EARLIER, "key").compare(Compare::Eq, Expr::Column(ROW, "key")))
        .filter(Expr::Column(EARLIER, "seq").compare(Compare::Lt, Expr::Column(ROW, "seq")))
        .filter(is_alive(EARLIER))
        .filter(is_due(EARLIER).and(is_free(EARLIER, now)).not());
    Select::from_as(TABLE, ROW)
        .column("seq", Type::Int)
        .filter(is_alive(ROW))
        .filter(is_due(ROW))
        .filter(is_free(ROW, now))
        .filter(Expr::Exists(Box::new(blocked)).not())
}

/// Whether a claim would find anything.
pub(crate) fn any_ready(now: Timestamp) -> Statement {
    ready(now).limit(1).into()
}

/// What lies in the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Depth {
    pub pending: i64,
    pub dead: i64,
    /// When the first of the pending was written.
    pub oldest: Option<Timestamp>,
}

/// Counts all rows, in one statement.
pub(crate) fn depth() -> Statement {
    const DEAD: Alias = Alias(1);
    let count = || Expr::Call(Function::CountAll, Vec::new());
    let dead = Select::from_as(TABLE, DEAD)
        .expr(count(), Type::Int)
        .filter(Expr::Column(DEAD, "dead_at").is_not_null());
    Select::from(TABLE)
        .expr(count(), Type::Int)
        .expr(Expr::Scalar(Box::new(dead)), Type::Int)
        .expr(Expr::Call(Function::Min, vec![Expr::column("created_at")]), Type::Time)
        .filter(Expr::column("dead_at").is_null())
        .into()
}

/// The answer to [`depth`].
pub(crate) fn depth_of(rows: &Rows) -> Depth {
    let Some([pending, dead, oldest]) = rows.first() else { return Depth::default() };
    Depth {
        pending: pending.as_int().unwrap_or_default(),
        dead: dead.as_int().unwrap_or_default(),
        oldest: Timestamp::from_value(oldest.clone()),
    }
}

/// Takes up to `limit` rows for `node` until `until`. The caller holds the claim lock of [`crate::job`], so that no
/// two nodes decide at once which rows of a record are free.
pub(crate) async fn claim(
    tx: &Tx,
    node: &str,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Entry>> {
    let picked = ready(now).order(Expr::Column(Alias(1), "seq"), false).limit(limit as u64);
    let rows = tx
        .run(Update {
            table: TABLE,
            set: vec![("locked_by", Expr::param(node)), ("locked_until", Expr::param(until))],
            filter: Expr::InSelect(Box::new(Expr::column("seq")), Box::new(picked)),
            returning: vec![
                ("seq", Type::Int),
                ("name", Type::Text),
                ("data", Type::Json),
                ("metadata", Type::Json),
                ("attempts", Type::Int),
                ("done", Type::Json),
            ],
        })
        .await?;
    let mut entries = entries(rows)?;
    entries.sort_unstable_by_key(|e| e.seq);
    Ok(entries)
}

fn entries(rows: Rows) -> Result<Vec<Entry>> {
    fn take<T: FromValue>(cells: &mut impl Iterator<Item = Value>) -> Result<T> {
        cells
            .next()
            .and_then(T::from_value)
            .ok_or_else(|| Error::unexpected_state("A row of the outbox cannot be read"))
    }
    rows.into_rows()
        .map(|row| {
            let cells = &mut row.into_iter();
            let seq = take(cells)?;
            let name: String = take(cells)?;
            let data = take::<JsonText>(cells)?.to_value();
            let event = Event::new(name, data).with_metadata(take::<JsonText>(cells)?.to_value());
            let attempts = take(cells)?;
            let done = take::<Option<JsonText>>(cells)?.and_then(|d| d.parse().ok()).unwrap_or_default();
            Ok(Entry { seq, event, attempts, done })
        })
        .collect()
}

fn unlock() -> Vec<(&'static str, Expr)> {
    vec![("locked_by", Expr::Param(Value::Null)), ("locked_until", Expr::Param(Value::Null))]
}

/// Takes every row out of the hands of `node`, which died.
pub(crate) fn free(node: &str) -> Statement {
    let filter = Expr::column("locked_by").eq(node);
    Update { table: TABLE, set: unlock(), filter, returning: vec![] }.into()
}

/// Writes down what became of rows that `node` had claimed: one delete for the delivered, one update for the
/// released, one update for each failure.
pub(crate) fn settle(node: &str, settled: &[Settled], now: Timestamp) -> Vec<Statement> {
    let mine = || Expr::column("locked_by").eq(node);
    let (mut delivered, mut released, mut statements) = (Vec::new(), Vec::new(), Vec::new());
    for outcome in settled {
        match outcome {
            Settled::Delivered(seq) => delivered.push(*seq),
            Settled::Released(seq) => released.push(*seq),
            Settled::Failed { entry, error, again_at } => {
                let mut set = unlock();
                set.push(("attempts", Expr::param(entry.attempts)));
                set.push(("done", Expr::param(JsonText::of(&entry.done))));
                set.push(("last_error", Expr::param(error.as_str())));
                match again_at {
                    Some(at) => set.push(("available_at", Expr::param(*at))),
                    None => set.push(("dead_at", Expr::param(now))),
                }
                let filter = Expr::column("seq").eq(entry.seq).and(mine());
                statements.push(Update { table: TABLE, set, filter, returning: vec![] }.into());
            }
        }
    }
    if !delivered.is_empty() {
        let filter = Expr::column("seq").is_in(delivered);
        statements.push(Delete { table: TABLE, filter, returning: vec![] }.into());
    }
    if !released.is_empty() {
        let filter = Expr::column("seq").is_in(released).and(mine());
        statements.push(Update { table: TABLE, set: unlock(), filter, returning: vec![] }.into());
    }
    statements
}

/// Keeps rows of `node` in its hands: its subscribers are still at work.
pub(crate) fn renew(node: &str, until: Timestamp) -> Statement {
    Statement::Update(Update {
        table: TABLE,
        set: vec![("locked_until", Expr::param(until))],
        filter: Expr::column("locked_by").eq(node),
        returning: vec![],
    })
}
