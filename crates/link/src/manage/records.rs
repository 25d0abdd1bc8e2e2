//! Records and their links together: deleted, removed for good, brought back; and whether they are there.

use super::walk::Walk;
use super::{Changes, LinkInput};
use crate::definition::{LinkRegistry, Side};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use stheno_database::{Delete, Expr, Select, Statement, Tx, Type};
use stheno_kernel::{Error, Result, Timestamp, Value};
use stheno_model::{ModelMeta, Records as _};

/// Deletes records with what hangs on them, every link of all that goes, and what is deleted with those links.
/// [`Changes::records`] has what was there. Whatever deletes records of a model that may be linked does it here.
pub async fn delete_records(
    tx: &Tx,
    registry: &LinkRegistry,
    meta: &'static ModelMeta,
    ids: &[String],
    now: Timestamp,
) -> Result<Changes> {
    let deleted = tx.soft_delete(meta, ids, now).await?;
    Walk::deleting(tx, registry, now).of_records(deleted, now).await
}

/// Removes rows of a model for good, deleted ones too, and clears their links.
pub async fn remove_records(
    tx: &Tx,
    registry: &LinkRegistry,
    meta: &'static ModelMeta,
    filter: Expr,
    now: Timestamp,
) -> Result<Changes> {
    let delete = Delete { table: meta.table, filter, returning: vec![(meta.key(), Type::Text)] };
    let ids: Vec<String> = tx.run(delete).await?.into_values().into_iter().filter_map(text).collect();
    let removed = if ids.is_empty() { Vec::new() } else { vec![(meta, ids)] };
    Walk::deleting(tx, registry, now).of_records(removed, now).await
}

/// Brings deleted records back with what was deleted together with them: what hung on them, and the links that they
/// had at that moment. Links that somebody had dismissed before stay dismissed.
pub async fn restore_records(
    tx: &Tx,
    registry: &LinkRegistry,
    meta: &'static ModelMeta,
    ids: &[String],
    now: Timestamp,
) -> Result<Changes> {
    if ids.is_empty() || !meta.soft_deletes() {
        return Ok(Changes::default());
    }
    let select = Select::from(meta.table)
        .column(meta.key(), Type::Text)
        .column("deleted_at", Type::Time)
        .filter(Expr::column(meta.key()).is_in(ids))
        .filter(Expr::column("deleted_at").is_not_null())
        .order(Expr::column(meta.key()), false)
        .for_update();
    let mut by_instant: BTreeMap<Timestamp, Vec<String>> = BTreeMap::new();
    for row in tx.run(select).await?.into_rows() {
        if let [Value::Text(id), Value::Time(at)] = row.as_slice() {
            by_instant.entry(*at).or_default().push(id.clone());
        }
    }
    let mut changes = Changes::default();
    for (instant, ids) in by_instant {
        let restored = tx.restore(meta, &ids, now).await?;
        changes.extend(Walk::restoring(tx, registry, now).of_records(restored, instant).await?);
    }
    Ok(changes)
}

/// Fails unless every record that these pairs name is there and not deleted; holds them until the transaction ends, so
/// that nobody deletes one before the pair is written. One statement for each model.
pub async fn require_records(tx: &Tx, registry: &LinkRegistry, links: &[LinkInput]) -> Result<()> {
    let mut wanted: BTreeMap<&'static str, (&'static ModelMeta, BTreeSet<&str>)> = BTreeMap::new();
    for input in links {
        let (link, _) = input.find(registry)?;
        let (left, right) = input.pair();
        let mut want = |side: &Side, id| {
            let meta = (side.model)();
            wanted.entry(meta.table).or_insert_with(|| (meta, BTreeSet::new())).1.insert(id);
        };
        want(&link.left, left);
        want(&link.right, right);
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let select = |(meta, ids): &(&'static ModelMeta, BTreeSet<&str>)| -> Statement {
        Select::from(meta.table)
            .column(meta.key(), Type::Text)
            .filter(Expr::column(meta.key()).is_in(ids.iter().copied()))
            .filter(stheno_model::records::live(meta))
            .order(Expr::column(meta.key()), false)
            .for_update()
            .into()
    };
    let answers = tx.run_all(wanted.values().map(select).collect()).await?;
    for ((meta, ids), rows) in wanted.into_values().zip(answers) {
        let there: HashSet<String> = rows.into_values().into_iter().filter_map(text).collect();
        if let Some(id) = ids.into_iter().find(|id| !there.contains(*id)) {
            let (entity, key) = (meta.entity, meta.key());
            return Err(Error::invalid_data(format!("{entity} with {key}: {id} was not found")));
        }
    }
    Ok(())
}

fn text(cell: Value) -> Option<String> {
    match cell {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
