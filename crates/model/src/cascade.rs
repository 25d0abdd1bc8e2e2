//! What goes, and comes back, with a record: the walk along `cascade` and `detach`.
//!
//! The walk is by waves: one statement per relation and depth, however many records there are, and the statements of one
//! depth go out together.

use crate::records::{Touched, live};
use crate::{ModelMeta, RelationKind, RelationMeta};
use std::collections::{BTreeMap, HashSet};
use stheno_database::{Compare, Delete, Expr, Select, Statement, Tx, Type, Update};
use stheno_kernel::{Error, Result, Timestamp, Value};

/// A row on the walk: its id, when it was deleted, and the keys it holds of what goes with it ([`own_keys`]).
struct Row {
    id: String,
    deleted_at: Option<Timestamp>,
    own: Vec<Value>,
}

/// Rows of one model to be found next.
struct Wave {
    meta: &'static ModelMeta,
    filter: Expr,
}

pub(crate) async fn soft_delete(
    tx: &Tx,
    meta: &'static ModelMeta,
    ids: &[String],
    now: Timestamp,
) -> Result<Touched> {
    let mut touched = Touched::new();
    if ids.is_empty() {
        return Ok(touched);
    }
    let mut waves = vec![Wave { meta, filter: Expr::column(meta.key()).is_in(ids) }];
    let mut pivots = Vec::new();
    while !(waves.is_empty() && pivots.is_empty()) {
        let found: Vec<_> = waves.iter().map(|wave| wave.meta).collect();
        let mut statements: Vec<_> = waves.drain(..).map(|wave| mark(wave, now)).collect();
        statements.append(&mut pivots);
        for (meta, rows) in found.into_iter().zip(tx.run_all(statements).await?) {
            // What an earlier statement marked is no longer live: no row is found twice, and circles end.
            let rows = rows.into_rows().map(|cells| row_of(cells, false)).collect::<Result<Vec<_>>>()?;
            if rows.is_empty() {
                continue;
            }
            for name in meta.cascade {
                waves.extend(next_wave(meta, relation(meta, name)?, &rows, Keys::flatten));
            }
            for name in meta.detach {
                pivots.extend(detach(relation(meta, name)?, &rows, now));
            }
            add(&mut touched, meta, rows);
        }
    }
    Ok(touched)
}

pub(crate) async fn restore(
    tx: &Tx,
    meta: &'static ModelMeta,
    ids: &[String],
    now: Timestamp,
) -> Result<Touched> {
    let mut touched = Touched::new();
    if ids.is_empty() || !meta.soft_deletes() {
        return Ok(touched);
    }
    let mut waves = vec![Wave { meta, filter: Expr::column(meta.key()).is_in(ids) }];
    let (mut seen, mut writes) = (HashSet::new(), Vec::new());
    while !waves.is_empty() {
        let found: Vec<_> = waves.iter().map(|wave| wave.meta).collect();
        let selects = waves.drain(..).map(deleted_rows).collect();
        for (meta, rows) in found.into_iter().zip(tx.run_all(selects).await?) {
            let rows = rows.into_rows().map(|cells| row_of(cells, true)).collect::<Result<Vec<_>>>()?;
            let rows: Vec<_> =
                rows.into_iter().filter(|row| seen.insert((meta.table, row.id.clone()))).collect();
            if rows.is_empty() {
                continue;
            }
            for name in meta.cascade {
                let wave = next_wave(meta, relation(meta, name)?, &rows, Keys::deleted_alike);
                // What was removed for good does not come back.
                waves.extend(wave.filter(|wave| wave.meta.soft_deletes()));
            }
            for name in meta.detach {
                writes.extend(reattach(relation(meta, name)?, &rows, now));
            }
            add(&mut touched, meta, rows);
        }
    }
    writes.extend(touched.iter().map(|(meta, ids)| {
        let filter = Expr::column(meta.key()).is_in(ids);
        Update { table: meta.table, set: stamps(meta, Value::Null, now), filter, returning: Vec::new() }
            .into()
    }));
    if !writes.is_empty() {
        tx.run_all(writes).await?;
    }
    Ok(touched)
}

/// Keys by the instant at which the rows that they belong to were deleted.
struct Keys {
    column: &'static str,
    by_instant: BTreeMap<Option<Timestamp>, Vec<Value>>,
}

impl Keys {
    fn flatten(self) -> Expr {
        Expr::column(self.column).is_in(self.by_instant.into_values().flatten())
    }

    /// Rows with these keys that were deleted at the very instant of the row that the key came from.
    fn deleted_alike(self) -> Expr {
        let column = self.column;
        let mut groups = self.by_instant.into_iter().map(|(instant, keys)| {
            Expr::column(column)
                .is_in(keys)
                .and(Expr::column("deleted_at").compare(Compare::Eq, Expr::param(instant)))
        });
        match (groups.next(), groups.next()) {
            (Some(only), None) => only,
            (first, second) => Expr::Or(first.into_iter().chain(second).chain(groups).collect()),
        }
    }

    fn of(column: &'static str, rows: &[Row], key: impl Fn(&Row) -> Value) -> Self {
        let mut by_instant: BTreeMap<_, Vec<Value>> = BTreeMap::new();
        for row in rows {
            let key = key(row);
            if !key.is_null() {
                by_instant.entry(row.deleted_at).or_default().push(key);
            }
        }
        Self { column, by_instant }
    }
}

/// The rows that go with `rows` along one relation.
fn next_wave(
    meta: &'static ModelMeta,
    relation: &RelationMeta,
    rows: &[Row],
    condition: impl Fn(Keys) -> Expr,
) -> Option<Wave> {
    let by_id = |row: &Row| Value::from(&row.id);
    let (target, keys) = match relation.kind {
        RelationKind::HasOne { key } | RelationKind::HasMany { key } => {
            ((relation.target)(), Keys::of(key, rows, by_id))
        }
        RelationKind::BelongsTo { key } => {
            let at = own_keys(meta).position(|own| own == key)?;
            let target = (relation.target)();
            (target, Keys::of(target.key(), rows, |row| row.own.get(at).cloned().unwrap_or_default()))
        }
        RelationKind::Through(through) => ((through.model)(), Keys::of(through.own, rows, by_id)),
        // The derive refuses a cascade across a pivot.
        RelationKind::ManyToMany { .. } => return None,
    };
    (!keys.by_instant.is_empty()).then(|| Wave { meta: target, filter: condition(keys) })
}

fn relation(meta: &ModelMeta, name: &str) -> Result<&'static RelationMeta> {
    meta.relation(name)
        .ok_or_else(|| Error::unexpected_state(format!("{} has no relation {name}", meta.entity)))
}

/// The own columns whose records go with this one.
fn own_keys(meta: &'static ModelMeta) -> impl Iterator<Item = &'static str> {
    meta.cascade.iter().filter_map(|name| match meta.relation(name)?.kind {
        RelationKind::BelongsTo { key } => Some(key),
        _ => None,
    })
}

fn row_of(cells: Vec<Value>, with_deleted_at: bool) -> Result<Row> {
    let mut cells = cells.into_iter();
    let Some(Value::Text(id)) = cells.next() else {
        return Err(Error::unexpected_state("a primary key is not text"));
    };
    let deleted_at = match with_deleted_at.then(|| cells.next()).flatten() {
        Some(Value::Time(at)) => Some(at),
        _ => None,
    };
    Ok(Row { id, deleted_at, own: cells.collect() })
}

/// Marks the live rows, or removes rows that have no mark; answers id and [`own_keys`].
fn mark(wave: Wave, now: Timestamp) -> Statement {
    let Wave { meta, filter } = wave;
    let returning =
        std::iter::once(meta.key()).chain(own_keys(meta)).map(|name| (name, Type::Text)).collect();
    if !meta.soft_deletes() {
        return Delete { table: meta.table, filter, returning }.into();
    }
    Update {
        table: meta.table,
        set: stamps(meta, now.into(), now),
        filter: filter.and(live(meta)),
        returning,
    }
    .into()
}

fn stamps(meta: &ModelMeta, deleted_at: Value, now: Timestamp) -> Vec<(&'static str, Expr)> {
    let mut set = vec![("deleted_at", Expr::Param(deleted_at))];
    if meta.field("updated_at").is_some() {
        set.push(("updated_at", Expr::param(now)));
    }
    set
}

/// The deleted rows, held: id, `deleted_at`, [`own_keys`].
fn deleted_rows(wave: Wave) -> Statement {
    let Wave { meta, filter } = wave;
    let select = Select::from(meta.table).column(meta.key(), Type::Text).column("deleted_at", Type::Time);
    own_keys(meta)
        .fold(select, |select, key| select.column(key, Type::Text))
        .filter(filter)
        .filter(Expr::column("deleted_at").is_not_null())
        .for_update()
        .into()
}

fn detach(relation: &RelationMeta, rows: &[Row], now: Timestamp) -> Option<Statement> {
    let RelationKind::ManyToMany { pivot, own, soft_delete, .. } = relation.kind else { return None };
    let filter = Keys::of(own, rows, |row| Value::from(&row.id)).flatten();
    if !soft_delete {
        return Some(Delete { table: pivot, filter, returning: Vec::new() }.into());
    }
    let filter = filter.and(Expr::column("deleted_at").is_null());
    Some(Update { table: pivot, set: pivot_stamps(now.into(), now), filter, returning: Vec::new() }.into())
}

fn reattach(relation: &RelationMeta, rows: &[Row], now: Timestamp) -> Option<Statement> {
    let RelationKind::ManyToMany { pivot, own, soft_delete: true, .. } = relation.kind else { return None };
    let filter = Keys::of(own, rows, |row| Value::from(&row.id)).deleted_alike();
    Some(Update { table: pivot, set: pivot_stamps(Value::Null, now), filter, returning: Vec::new() }.into())
}

/// Every pivot that has `deleted_at` has `updated_at`.
fn pivot_stamps(deleted_at: Value, now: Timestamp) -> Vec<(&'static str, Expr)> {
    vec![("deleted_at", Expr::Param(deleted_at)), ("updated_at", Expr::param(now))]
}

fn add(touched: &mut Touched, meta: &'static ModelMeta, rows: Vec<Row>) {
    let ids = rows.into_iter().map(|row| row.id);
    match touched.iter_mut().find(|(known, _)| known.table == meta.table) {
        Some((_, known)) => known.extend(ids),
        None => touched.push((meta, ids.collect())),
    }
}
