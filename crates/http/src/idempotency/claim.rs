//! The row of a key: who works on it, or what was answered.

use super::LEASE;
use stheno_database::Tx;
use stheno_database::ddl::{Column, Index, Keep, SqlType, Table};
use stheno_database::statement::{Compare, Delete, Expr, Insert, OnConflict, Select, Type, Update};
use stheno_kernel::value::FromValue as _;
use stheno_kernel::{Error, Result, Timestamp, Value};
use stheno_workflow::App;

const TABLE: &str = "stheno_idempotency_key";
/// How long an answer is kept.
const KEPT_MS: i64 = 24 * 3_600_000;

/// The table, for the application's migrations.
pub fn table() -> Table {
    let column = |name, ty, nullable| Column { name, ty, nullable, default: None };
    Table {
        name: TABLE,
        columns: vec![
            column("id", SqlType::Text, false),
            column("fingerprint", SqlType::Text, false),
            column("locked_by", SqlType::Text, false),
            column("locked_until", SqlType::Timestamptz, false),
            column("answer", SqlType::Text, true),
            column("expires_at", SqlType::Timestamptz, false),
        ],
        primary_key: vec!["id"],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: vec![Index {
            name: "IDX_stheno_idempotency_key_expires_at",
            columns: &["expires_at"],
            unique: false,
            filter: None,
            method: None,
        }],
        keep: Keep::No,
    }
}

/// Removes keys that are older than a day: for a job.
pub async fn forget(app: &App) -> Result<()> {
    let expired = Expr::column("expires_at").compare(Compare::Lte, Expr::param(app.now()));
    let delete = Delete { table: TABLE, filter: expired, returning: Vec::new() };
    app.database().transaction(move |tx: Tx| async move { tx.execute(delete).await }).await.map(drop)
}

/// A request that wants to be the one of its key.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The key, in its scope.
    pub id: String,
    /// What is asked.
    pub fingerprint: String,
    /// Names this attempt.
    pub holder: String,
}

/// What became of a claim.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// Nobody has done it, and nobody else will.
    Mine,
    /// Somebody is doing it.
    AtWork,
    /// The key is that of another request.
    OfAnother,
    /// It was done; the answer, sealed.
    Answered(String),
}

/// A row that was there before.
struct Known {
    fingerprint: String,
    holder: String,
    locked_until: Timestamp,
    answer: Option<String>,
    expires_at: Timestamp,
}

impl Claim {
    /// Claims the key, unless it has an answer or somebody works on it. A holder who fell silent has lost it.
    pub(super) async fn take(&self, app: &App) -> Result<Claimed> {
        let (claim, now) = (self.clone(), app.now());
        app.database().transaction(move |tx: Tx| async move { claim.take_in(&tx, now).await }).await
    }

    async fn take_in(&self, tx: &Tx, now: Timestamp) -> Result<Claimed> {
        if tx.execute(self.insert(now)).await? == 1 {
            return Ok(Claimed::Mine);
        }
        // A row that went away meanwhile was released: the client may ask again at once.
        let Some(known) = self.known(tx).await? else { return Ok(Claimed::AtWork) };
        let is_at_work = known.answer.is_none() && known.locked_until > now;
        if known.expires_at > now || is_at_work {
            if known.fingerprint != self.fingerprint {
                return Ok(Claimed::OfAnother);
            }
            if let Some(answer) = known.answer {
                return Ok(Claimed::Answered(answer));
            }
            if is_at_work {
                return Ok(Claimed::AtWork);
            }
        }
        let set = vec![
            ("fingerprint", Expr::param(self.fingerprint.as_str())),
            ("locked_by", Expr::param(self.holder.as_str())),
            ("locked_until", Expr::param(lease_end(now))),
            ("answer", Expr::param(Value::Null)),
            ("expires_at", Expr::param(now.plus_millis(KEPT_MS))),
        ];
        let filter = Expr::column("id").eq(self.id.as_str()).and(Expr::column("locked_by").eq(known.holder));
        let taken = tx.execute(Update { table: TABLE, set, filter, returning: vec![] }).await?;
        Ok(if taken == 1 { Claimed::Mine } else { Claimed::AtWork })
    }

    fn insert(&self, now: Timestamp) -> Insert {
        let row = vec![
            self.id.as_str().into(),
            self.fingerprint.as_str().into(),
            self.holder.as_str().into(),
            lease_end(now).into(),
            now.plus_millis(KEPT_MS).into(),
        ];
        Insert {
            table: TABLE,
            columns: vec!["id", "fingerprint", "locked_by", "locked_until", "expires_at"],
            rows: vec![row],
            on_conflict: Some(OnConflict { target: vec!["id"], target_filter: None, update: vec![] }),
            returning: vec![],
        }
    }

    async fn known(&self, tx: &Tx) -> Result<Option<Known>> {
        let select = Select::from(TABLE)
            .column("fingerprint", Type::Text)
            .column("locked_by", Type::Text)
            .column("locked_until", Type::Time)
            .column("answer", Type::Text)
            .column("expires_at", Type::Time)
            .filter(Expr::column("id").eq(self.id.as_str()))
            .for_update();
        let Some(row) = tx.run(select).await?.into_rows().next() else { return Ok(None) };
        let mut cells = row.into_iter();
        let mut next = || cells.next().unwrap_or(Value::Null);
        let known = (
            String::from_value(next()),
            String::from_value(next()),
            Timestamp::from_value(next()),
            String::from_value(next()),
            Timestamp::from_value(next()),
        );
        let (Some(fingerprint), Some(holder), Some(locked_until), answer, Some(expires_at)) = known else {
            return Err(Error::unexpected_state("a row of an idempotency key is incomplete"));
        };
        Ok(Some(Known { fingerprint, holder, locked_until, answer, expires_at }))
    }

    /// The row, while this attempt holds it.
    fn is_mine(&self) -> Expr {
        let holder = Expr::column("locked_by").eq(self.holder.as_str());
        Expr::column("id").eq(self.id.as_str()).and(holder).and(Expr::column("answer").is_null())
    }

    /// Keeps the answer. Errs if another attempt has taken the key over, which takes back everything that was done.
    pub(super) async fn answer(&self, tx: &Tx, sealed: String) -> Result<()> {
        let set = vec![("answer", Expr::param(sealed))];
        let kept =
            tx.execute(Update { table: TABLE, set, filter: self.is_mine(), returning: vec![] }).await?;
        if kept == 1 {
            Ok(())
        } else {
            Err(Error::conflict("Another attempt has taken this Idempotency-Key over"))
        }
    }

    /// A sign of life.
    pub(super) async fn renew(&self, app: &App) -> Result<()> {
        let set = vec![("locked_until", Expr::param(lease_end(app.now())))];
        let update = Update { table: TABLE, set, filter: self.is_mine(), returning: vec![] };
        app.database().transaction(move |tx: Tx| async move { tx.execute(update).await }).await.map(drop)
    }

    /// Gives the key back, for the request to be sent again. Where that fails, it is free when the lease ends.
    pub(super) async fn release(&self, app: &App) {
        let delete = Delete { table: TABLE, filter: self.is_mine(), returning: vec![] };
        let released = app.database().transaction(move |tx: Tx| async move { tx.execute(delete).await });
        if let Err(error) = released.await {
            tracing::warn!(error = ?error, "an idempotency key could not be given back");
        }
    }
}

fn lease_end(now: Timestamp) -> Timestamp {
    now.plus_millis(i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX))
}
