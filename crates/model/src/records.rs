//! Records of one model: insert, find, update, soft-delete, restore, inside a transaction.
//!
//! A model's rows with `deleted_at` set are invisible here unless a name says otherwise. The number of statements never
//! depends on the number of records: one each, or one per relation for what cascades.

use crate::{FieldKind, Model, ModelMeta, Patch, cascade};
use std::future::Future;
use stheno_database::statement::OnConflict;
use stheno_database::{
    Alias, Delete, Expr, Function, Insert, Later, Order, Rows, Select, Statement, Tx, Type, Update,
};
use stheno_kernel::{Error, Result, Timestamp, Value};

/// The ids that an operation touched, by model; each id once.
pub type Touched = Vec<(&'static ModelMeta, Vec<String>)>;

/// What a unique rule that is already held lets an upsert do.
pub struct Conflict {
    /// The columns of the unique index.
    pub target: Vec<&'static str>,
    /// The index's own condition, for partial ones.
    pub target_filter: Option<Expr>,
    /// Columns that take the new record's value, `raw_*` following by itself; none leaves the old record alone.
    pub update: Vec<&'static str>,
}

/// The cells of a row as it is stored, in the order of the model's fields: what [`Model::from_cells`] reads.
pub type Row = Vec<Value>;

/// The storage of models.
pub trait Records {
    /// Writes new records. Those whose serial is 0 have it counted by the database.
    fn insert<M: Model>(&self, records: Vec<M>) -> impl Future<Output = Result<()>> + Send;
    /// As [`Records::insert`]; answers the rows, in no order to rely on.
    fn insert_rows<M: Model>(&self, records: Vec<M>) -> impl Future<Output = Result<Vec<Row>>> + Send;
    /// As [`Records::insert_rows`], for whoever need not know the rows before it goes on ([`Tx::later`]).
    fn insert_later<M: Model>(&self, records: Vec<M>) -> impl Future<Output = Result<Vec<Later>>> + Send;
    /// Writes a new record.
    fn insert_one<M: Model>(&self, record: M) -> impl Future<Output = Result<()>> + Send;
    /// Writes new records, giving way where a unique rule is already held. No two of `records` may hold the same rule.
    fn upsert<M: Model>(
        &self,
        records: Vec<M>,
        conflict: Conflict,
    ) -> impl Future<Output = Result<()>> + Send;
    /// As [`Records::upsert`]; answers the rows that were written, in no order to rely on.
    fn upsert_rows<M: Model>(
        &self,
        records: Vec<M>,
        conflict: Conflict,
    ) -> impl Future<Output = Result<Vec<Row>>> + Send;
    /// As [`Records::upsert_rows`], for whoever need not know the rows before it goes on ([`Tx::later`]).
    fn upsert_later<M: Model>(
        &self,
        records: Vec<M>,
        conflict: Conflict,
    ) -> impl Future<Output = Result<Vec<Later>>> + Send;
    /// The live records that match, in no order to rely on.
    fn find<M: Model>(&self, filter: Expr) -> impl Future<Output = Result<Vec<M>>> + Send;
    /// The live records that match, sorted, at most `limit`.
    fn find_ordered<M: Model>(
        &self,
        filter: Expr,
        order: Vec<Order>,
        limit: Option<u64>,
    ) -> impl Future<Output = Result<Vec<M>>> + Send;
    /// The live records that match, held by this transaction until it ends; in the order of their ids, so that two
    /// transactions that lock the same records do not wait for each other.
    fn find_locked<M: Model>(&self, filter: Expr) -> impl Future<Output = Result<Vec<M>>> + Send;
    /// All records that match, deleted ones too.
    fn find_with_deleted<M: Model>(&self, filter: Expr) -> impl Future<Output = Result<Vec<M>>> + Send;
    /// The live record with this id.
    fn lookup<M: Model>(&self, id: &str) -> impl Future<Output = Result<Option<M>>> + Send;
    /// How many live records match.
    fn count<M: Model>(&self, filter: Expr) -> impl Future<Output = Result<u64>> + Send;
    /// Changes the live records that match; answers how many did.
    fn update<M: Model>(&self, filter: Expr, patch: Patch<M>) -> impl Future<Output = Result<u64>> + Send;
    /// As [`Records::update`]; answers the rows that were changed.
    fn update_rows<M: Model>(
        &self,
        filter: Expr,
        patch: Patch<M>,
    ) -> impl Future<Output = Result<Vec<Row>>> + Send;
    /// As [`Records::update_rows`], for whoever need not know the rows before it goes on ([`Tx::later`]).
    fn update_later<M: Model>(
        &self,
        filter: Expr,
        patch: Patch<M>,
    ) -> impl Future<Output = Result<Later>> + Send;
    /// Changes the live records that match; answers them as they are now.
    fn update_returning<M: Model>(
        &self,
        filter: Expr,
        patch: Patch<M>,
    ) -> impl Future<Output = Result<Vec<M>>> + Send;
    /// Removes rows for good, deleted ones too; answers how many.
    fn remove<M: Model>(&self, filter: Expr) -> impl Future<Output = Result<u64>> + Send;
    /// Marks live records as deleted, and what hangs on them; answers what was live and no longer is.
    fn soft_delete(
        &self,
        meta: &'static ModelMeta,
        ids: &[String],
        now: Timestamp,
    ) -> impl Future<Output = Result<Touched>> + Send;
    /// Brings deleted records back, and what was deleted together with them; answers what is live again.
    fn restore(
        &self,
        meta: &'static ModelMeta,
        ids: &[String],
        now: Timestamp,
    ) -> impl Future<Output = Result<Touched>> + Send;
}

impl Records for Tx {
    async fn insert<M: Model>(&self, records: Vec<M>) -> Result<()> {
        run_inserts(self, inserts_of(records, None)).await
    }

    async fn insert_rows<M: Model>(&self, records: Vec<M>) -> Result<Vec<Row>> {
        run_returning::<M>(self, inserts_of(records, None)).await
    }

    async fn insert_later<M: Model>(&self, records: Vec<M>) -> Result<Vec<Later>> {
        put_off::<M>(self, inserts_of(records, None)).await
    }

    async fn insert_one<M: Model>(&self, record: M) -> Result<()> {
        self.insert(vec![record]).await
    }

    async fn upsert<M: Model>(&self, records: Vec<M>, conflict: Conflict) -> Result<()> {
        run_inserts(self, inserts_of(records, Some(on_conflict(M::meta(), conflict)))).await
    }

    async fn upsert_rows<M: Model>(&self, records: Vec<M>, conflict: Conflict) -> Result<Vec<Row>> {
        run_returning::<M>(self, inserts_of(records, Some(on_conflict(M::meta(), conflict)))).await
    }

    async fn upsert_later<M: Model>(&self, records: Vec<M>, conflict: Conflict) -> Result<Vec<Later>> {
        put_off::<M>(self, inserts_of(records, Some(on_conflict(M::meta(), conflict)))).await
    }

    async fn find<M: Model>(&self, filter: Expr) -> Result<Vec<M>> {
        read(self.run(live_of::<M>().filter(filter)).await?)
    }

    async fn find_ordered<M: Model>(
        &self,
        filter: Expr,
        order: Vec<Order>,
        limit: Option<u64>,
    ) -> Result<Vec<M>> {
        let select = Select { order, limit, ..live_of::<M>().filter(filter) };
        read(self.run(select).await?)
    }

    async fn find_locked<M: Model>(&self, filter: Expr) -> Result<Vec<M>> {
        let select = live_of::<M>().filter(filter).order(Expr::column(M::meta().key()), false).for_update();
        read(self.run(select).await?)
    }

    async fn find_with_deleted<M: Model>(&self, filter: Expr) -> Result<Vec<M>> {
        read(self.run(select_of::<M>().filter(filter)).await?)
    }

    async fn lookup<M: Model>(&self, id: &str) -> Result<Option<M>> {
        let found = self.find::<M>(Expr::column(M::meta().key()).eq(id)).await?;
        Ok(found.into_iter().next())
    }

    async fn count<M: Model>(&self, filter: Expr) -> Result<u64> {
        let select = Select::from(M::meta().table)
            .expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int)
            .filter(filter)
            .filter(live(M::meta()));
        let rows = self.run(select).await?.into_values();
        let count = rows.first().and_then(Value::as_int);
        count.and_then(|n| n.try_into().ok()).ok_or_else(|| Error::unexpected_state("a count is no number"))
    }

    async fn update<M: Model>(&self, filter: Expr, patch: Patch<M>) -> Result<u64> {
        self.execute(update_of(filter, patch, Vec::new())).await
    }

    async fn update_rows<M: Model>(&self, filter: Expr, patch: Patch<M>) -> Result<Vec<Row>> {
        let rows = self.run(update_of(filter, patch, columns_of(M::meta()))).await?;
        Ok(rows.into_rows().collect())
    }

    async fn update_later<M: Model>(&self, filter: Expr, patch: Patch<M>) -> Result<Later> {
        self.later(update_of(filter, patch, columns_of(M::meta()))).await
    }

    async fn update_returning<M: Model>(&self, filter: Expr, patch: Patch<M>) -> Result<Vec<M>> {
        self.update_rows(filter, patch).await?.into_iter().map(M::from_cells).collect()
    }

    async fn remove<M: Model>(&self, filter: Expr) -> Result<u64> {
        self.execute(Delete { table: M::meta().table, filter, returning: Vec::new() }).await
    }

    async fn soft_delete(&self, meta: &'static ModelMeta, ids: &[String], now: Timestamp) -> Result<Touched> {
        cascade::soft_delete(self, meta, ids, now).await
    }

    async fn restore(&self, meta: &'static ModelMeta, ids: &[String], now: Timestamp) -> Result<Touched> {
        cascade::restore(self, meta, ids, now).await
    }
}

/// A select of all stored columns, in the order that [`Model::from_cells`] reads; deleted rows too.
pub fn select_of<M: Model>() -> Select {
    with_columns_of::<M>(Select::from(M::meta().table), Alias::ROOT)
}

/// Adds all stored columns of a model's table to a statement in which it is called so, in the order that
/// [`Model::from_cells`] reads.
pub fn with_columns_of<M: Model>(select: Select, alias: Alias) -> Select {
    M::meta().stored().fold(select, |select, f| select.expr(Expr::Column(alias, f.name), f.kind.cell()))
}

/// The condition that a row is not marked as deleted; always true of models that are removed instead.
pub fn live(meta: &ModelMeta) -> Expr {
    live_as(meta, Alias::ROOT)
}

/// As [`live`], of a table that is called so in the statement.
pub fn live_as(meta: &ModelMeta, alias: Alias) -> Expr {
    if meta.soft_deletes() { Expr::Column(alias, "deleted_at").is_null() } else { Expr::always() }
}

/// All stored columns, for `RETURNING`.
pub(crate) fn columns_of(meta: &ModelMeta) -> Vec<(&'static str, Type)> {
    meta.stored().map(|f| (f.name, f.kind.cell())).collect()
}

fn live_of<M: Model>() -> Select {
    select_of::<M>().filter(live(M::meta()))
}

fn read<M: Model>(rows: Rows) -> Result<Vec<M>> {
    rows.into_rows().map(M::from_cells).collect()
}

fn update_of<M: Model>(filter: Expr, patch: Patch<M>, returning: Vec<(&'static str, Type)>) -> Update {
    let meta = M::meta();
    Update { table: meta.table, set: last_of_each(patch.set), filter: filter.and(live(meta)), returning }
}

/// SQL refuses a column that is set twice; here the last one said holds.
fn last_of_each(set: Vec<(&'static str, Expr)>) -> Vec<(&'static str, Expr)> {
    let mut kept: Vec<(&'static str, Expr)> = Vec::with_capacity(set.len());
    for (name, expr) in set {
        match kept.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = expr,
            None => kept.push((name, expr)),
        }
    }
    kept
}

fn on_conflict(meta: &ModelMeta, conflict: Conflict) -> OnConflict {
    let mut update = Vec::with_capacity(conflict.update.len());
    for column in conflict.update {
        update.push(column);
        update.extend(meta.raw_of(column));
    }
    OnConflict { target: conflict.target, target_filter: conflict.target_filter, update }
}

/// One insert, or two where the database must count the serial of some records but not of all.
fn inserts_of<M: Model>(records: Vec<M>, on_conflict: Option<OnConflict>) -> Vec<Insert> {
    let meta = M::meta();
    let columns: Vec<_> = meta.stored().map(|f| f.name).collect();
    let rows: Vec<_> = records.into_iter().map(M::into_cells).collect();
    let insert = |columns, rows| Insert {
        table: meta.table,
        columns,
        rows,
        on_conflict: on_conflict.clone(),
        returning: Vec::new(),
    };
    let Some(serial) = meta.fields.iter().position(|f| f.kind == FieldKind::Serial) else {
        return if rows.is_empty() { Vec::new() } else { vec![insert(columns, rows)] };
    };
    let counted =
        |row: &Vec<Value>| row.get(serial).is_some_and(|cell| cell.is_null() || *cell == Value::Int(0));
    let (mut open, given): (Vec<_>, Vec<_>) = rows.into_iter().partition(counted);
    let mut fewer = columns.clone();
    fewer.remove(serial);
    for row in &mut open {
        row.remove(serial);
    }
    let both = [insert(columns, given), insert(fewer, open)];
    both.into_iter().filter(|insert| !insert.rows.is_empty()).collect()
}

async fn run_inserts(tx: &Tx, inserts: Vec<Insert>) -> Result<()> {
    if !inserts.is_empty() {
        tx.run_all(inserts.into_iter().map(Statement::from).collect()).await?;
    }
    Ok(())
}

async fn run_returning<M: Model>(tx: &Tx, inserts: Vec<Insert>) -> Result<Vec<Row>> {
    if inserts.is_empty() {
        return Ok(Vec::new());
    }
    let answers = tx.run_all(returning::<M>(inserts)).await?;
    Ok(answers.into_iter().flat_map(Rows::into_rows).collect())
}

async fn put_off<M: Model>(tx: &Tx, inserts: Vec<Insert>) -> Result<Vec<Later>> {
    let mut laters = Vec::with_capacity(inserts.len());
    for statement in returning::<M>(inserts) {
        laters.push(tx.later(statement).await?);
    }
    Ok(laters)
}

fn returning<M: Model>(inserts: Vec<Insert>) -> Vec<Statement> {
    let all = || columns_of(M::meta());
    inserts.into_iter().map(|insert| Insert { returning: all(), ..insert }.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Book, Tag, instant, stamp};

    #[test]
    fn the_database_counts_only_serials_that_are_zero() {
        let stamp = stamp(0);
        let given = Book { display_id: 7, ..Book::new(&stamp) };
        let inserts = inserts_of(vec![Book::new(&stamp), given, Book::new(&stamp)], None);
        let shape: Vec<_> =
            inserts.iter().map(|i| (i.rows.len(), i.columns.contains(&"display_id"))).collect();
        assert_eq!(shape, [(1, true), (2, false)]);
        assert!(inserts.iter().all(|i| i.rows.iter().all(|row| row.len() == i.columns.len())));
        assert!(inserts_of::<Tag>(Vec::new(), None).is_empty());
    }

    #[test]
    fn an_upsert_takes_the_raw_number_along() {
        let conflict = Conflict { target: vec!["id"], target_filter: None, update: vec!["price", "title"] };
        assert_eq!(on_conflict(Book::meta(), conflict).update, ["price", "raw_price", "title"]);
    }

    #[test]
    fn a_patch_sets_each_column_once() {
        let patch = Patch::<Book>::at(instant(0)).set(Book::TITLE, "a").set(Book::TITLE, "b");
        let update = update_of(Expr::always(), patch, Vec::new());
        assert_eq!(update.set, [("updated_at", Expr::param(instant(0))), ("title", Expr::param("b"))]);
        assert_eq!(update.filter, Expr::always().and(Expr::column("deleted_at").is_null()));
    }
}
