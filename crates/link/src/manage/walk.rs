//! `delete`, `restore` and `forget`: links go with their records, and records with their links.
//!
//! A walk goes from records to the links that name them, from those links to records that are deleted with the other
//! side, and on from there. Each step is one statement per link table, all of a step together.

use super::{Changes, LinkRow, RecordKeys, Stored};
use crate::definition::{LinkRegistry, Side};
use crate::pivot::unique_sides;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use stheno_database::{Alias, Compare, Expr, Select, Statement, Tx, Update};
use stheno_kernel::{Result, Timestamp};
use stheno_model::{ModelMeta, Records as _};

/// Dismisses every link of these records, and deletes what is deleted with them. Keys that no link has are no error.
pub async fn delete(
    tx: &Tx,
    registry: &LinkRegistry,
    keys: &[RecordKeys],
    now: Timestamp,
) -> Result<Changes> {
    Walk::new(tx, registry, now, Direction::Delete).run(keys.iter().map(Frontier::from).collect()).await
}

/// Brings back every dismissed link of these records, and what was deleted with them; of links of which a record may
/// have one, the one dismissed last, unless another took its place.
pub async fn restore(
    tx: &Tx,
    registry: &LinkRegistry,
    keys: &[RecordKeys],
    now: Timestamp,
) -> Result<Changes> {
    Walk::new(tx, registry, now, Direction::Restore).run(keys.iter().map(Frontier::from).collect()).await
}

/// Clears every link of records of a model that are being deleted: whoever deletes records calls this in the same
/// transaction.
pub async fn forget(
    tx: &Tx,
    registry: &LinkRegistry,
    meta: &ModelMeta,
    ids: &[String],
    now: Timestamp,
) -> Result<Changes> {
    let frontier = Frontier::Model { table: meta.table, ids: ids.to_vec() };
    Walk::new(tx, registry, now, Direction::Delete).run(vec![frontier]).await
}

/// As [`forget`], for records of several models at once: what a deletion with its cascades answers.
pub async fn forget_all(
    tx: &Tx,
    registry: &LinkRegistry,
    deleted: &[(&'static ModelMeta, Vec<String>)],
    now: Timestamp,
) -> Result<Changes> {
    let frontier = |(meta, ids): &(&'static ModelMeta, Vec<String>)| Frontier::of(meta, ids);
    Walk::new(tx, registry, now, Direction::Delete).run(deleted.iter().map(frontier).collect()).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Delete,
    Restore,
}

/// Records whose links are next.
enum Frontier {
    Named(RecordKeys),
    Model { table: &'static str, ids: Vec<String> },
}

impl From<&RecordKeys> for Frontier {
    fn from(keys: &RecordKeys) -> Self {
        Self::Named(keys.clone())
    }
}

impl Frontier {
    fn of(meta: &'static ModelMeta, ids: &[String]) -> Self {
        Self::Model { table: meta.table, ids: ids.to_vec() }
    }
    fn names(&self, side: &Side) -> bool {
        match self {
            Self::Named(keys) => side.column == keys.key && side.module() == keys.module,
            Self::Model { table, .. } => (side.model)().table == *table,
        }
    }
    /// The records of which it is known that their module has dealt with them.
    fn settled(&self) -> impl Iterator<Item = (&'static str, String)> {
        let known = match self {
            Self::Named(_) => None,
            Self::Model { table, ids } => Some(ids.iter().map(|id| (*table, id.clone()))),
        };
        known.into_iter().flatten()
    }
    fn ids(&self) -> &[String] {
        match self {
            Self::Named(keys) => &keys.ids,
            Self::Model { ids, .. } => ids,
        }
    }
}

struct Walk<'a> {
    tx: &'a Tx,
    registry: &'a LinkRegistry,
    now: Timestamp,
    direction: Direction,
    /// Keys of pivot tables that were looked up: table, column, id.
    walked: HashSet<(&'static str, &'static str, String)>,
    /// Records that their module has deleted, or brought back, already: table, id.
    settled: HashSet<(&'static str, String)>,
    changes: Changes,
}

impl<'a> Walk<'a> {
    fn new(tx: &'a Tx, registry: &'a LinkRegistry, now: Timestamp, direction: Direction) -> Self {
        Self {
            tx,
            registry,
            now,
            direction,
            walked: HashSet::new(),
            settled: HashSet::new(),
            changes: Changes::default(),
        }
    }

    async fn run(mut self, mut frontier: Vec<Frontier>) -> Result<Changes> {
        while !frontier.is_empty() {
            let records = self.links_of(&frontier).await?;
            frontier = Vec::new();
            for (meta, ids) in records {
                let ids: Vec<String> = ids.into_iter().collect();
                let gone = match self.direction {
                    Direction::Delete => self.tx.soft_delete(meta, &ids, self.now).await?,
                    Direction::Restore => self.tx.restore(meta, &ids, self.now).await?,
                };
                frontier.extend(gone.iter().map(|(meta, ids)| Frontier::of(meta, ids)));
                self.changes.records.extend(gone);
            }
        }
        Ok(self.changes)
    }

    /// Touches the links of these records; answers the records that go, or come, with those links.
    async fn links_of(
        &mut self,
        frontier: &[Frontier],
    ) -> Result<Vec<(&'static ModelMeta, BTreeSet<String>)>> {
        let mut touched: Vec<Stored<'a>> = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        let registry = self.registry;
        self.settled.extend(frontier.iter().flat_map(Frontier::settled));
        for link in registry.stored() {
            let keys = self.unwalked(link, frontier);
            if !keys.is_empty() {
                statements.push(self.update(link, keys).into());
                touched.push(link);
            }
        }
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.tx.run_all(statements).await?;
        let mut records: BTreeMap<&'static str, (&'static ModelMeta, BTreeSet<String>)> = BTreeMap::new();
        for (link, rows) in touched.into_iter().zip(answers) {
            let rows = LinkRow::read(link.1, rows);
            for side in link.0.sides().into_iter().filter(|side| side.delete_cascade) {
                let meta = (side.model)();
                let ids = &mut records.entry(meta.table).or_insert_with(|| (meta, BTreeSet::new())).1;
                let settled = |id: &String| self.settled.contains(&(meta.table, id.clone()));
                ids.extend(rows.iter().map(|row| row.text(side.column).to_owned()).filter(|id| !settled(id)));
            }
            match self.direction {
                Direction::Delete => self.changes.detached(link, rows),
                Direction::Restore => self.changes.attached(link, rows),
            }
        }
        Ok(records.into_values().filter(|(_, ids)| !ids.is_empty()).collect())
    }

    /// The keys of a link that these records hold and that were not looked up before.
    fn unwalked(&mut self, (link, _): Stored<'_>, frontier: &[Frontier]) -> Vec<(&'static str, Vec<String>)> {
        let mut keys = Vec::new();
        for side in link.sides() {
            let ids = frontier.iter().filter(|f| f.names(side)).flat_map(Frontier::ids);
            let new: Vec<String> = ids
                .filter(|id| self.walked.insert((link.table, side.column, (*id).clone())))
                .cloned()
                .collect();
            if !new.is_empty() {
                keys.push((side.column, new));
            }
        }
        keys
    }

    fn update(&self, link: Stored<'_>, keys: Vec<(&'static str, Vec<String>)>) -> Update {
        let is_live = Expr::column("deleted_at").is_null();
        let (deleted_at, filter) = match self.direction {
            Direction::Delete => (Expr::param(self.now), named(Alias::ROOT, &keys).and(is_live)),
            Direction::Restore => {
                let filter = named(Alias::ROOT, &keys).and(is_live.not());
                let displaced = unique_sides(link.0).map(|side| displaced(link, side, &keys).not());
                (Expr::Param(stheno_kernel::Value::Null), displaced.fold(filter, Expr::and))
            }
        };
        let set = vec![("deleted_at", deleted_at), ("updated_at", Expr::param(self.now))];
        Update { table: link.1.table, set, filter, returning: LinkRow::columns(link.1) }
    }
}

fn named(alias: Alias, keys: &[(&'static str, Vec<String>)]) -> Expr {
    let mut any: Vec<Expr> =
        keys.iter().map(|(column, ids)| Expr::Column(alias, column).is_in(ids)).collect();
    match any.len() {
        1 => any.remove(0),
        _ => Expr::Or(any),
    }
}

/// Whether another row has the place of this one on a side that has one place: a live row, or a row that comes back
/// in the same call and was dismissed later.
fn displaced((link, meta): Stored<'_>, side: &Side, keys: &[(&'static str, Vec<String>)]) -> Expr {
    const OTHER: Alias = Alias(1);
    let pair = |op, column| Expr::Column(OTHER, column).compare(op, Expr::column(column));
    let partner = if side.column == link.left.column { link.right.column } else { link.left.column };
    let is_later = pair(Compare::Gt, "deleted_at")
        .or(pair(Compare::Eq, "deleted_at").and(pair(Compare::Gt, "id")))
        .and(named(OTHER, keys));
    let other = Select::from_as(meta.table, OTHER)
        .filter(pair(Compare::Eq, side.column))
        .filter(pair(Compare::Ne, partner))
        .filter(Expr::Column(OTHER, "deleted_at").is_null().or(is_later));
    Expr::Exists(Box::new(other))
}
