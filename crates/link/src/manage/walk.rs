//! The walk of `delete` and `restore`: links go with their records, and records with their links.
//!
//! A walk goes from records to the links that name them, from those links to records that are deleted with the other
//! side, and on from there. A step costs one statement per link table that holds the rows, all tables together, and one
//! more per table that has some, which changes exactly those.

use super::list::{locked, these};
use super::{Changes, LinkRow, RecordKeys, Stored};
use crate::definition::{LinkRegistry, Side};
use crate::pivot::unique_sides;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use stheno_database::{Alias, Compare, Expr, Select, Statement, Tx, Type, Update};
use stheno_kernel::{Result, Timestamp, Value};
use stheno_model::{ModelMeta, Records as _, Touched};

/// Dismisses every link of these records, and deletes what is deleted with them. Keys that no link has are no error.
pub async fn delete(
    tx: &Tx,
    registry: &LinkRegistry,
    keys: &[RecordKeys],
    now: Timestamp,
) -> Result<Changes> {
    let frontier = keys.iter().map(|keys| Frontier {
        of: Of::Key { module: keys.module.clone(), key: keys.key.clone() },
        ids: keys.ids.clone(),
        instant: now,
    });
    Walk::deleting(tx, registry, now).run(frontier.collect()).await
}

/// Brings back the links that each of these records lost last, and what was deleted with them, unless another has taken
/// the place of one. Links that it lost before stay dismissed.
pub async fn restore(
    tx: &Tx,
    registry: &LinkRegistry,
    keys: &[RecordKeys],
    now: Timestamp,
) -> Result<Changes> {
    let frontier = last_losses(tx, registry, keys).await?;
    Walk::restoring(tx, registry, now).run(frontier).await
}

/// The records of these keys by the instant at which they last lost links.
async fn last_losses(tx: &Tx, registry: &LinkRegistry, keys: &[RecordKeys]) -> Result<Vec<Frontier>> {
    let (mut statements, mut asked): (Vec<Statement>, Vec<&RecordKeys>) = (Vec::new(), Vec::new());
    for keys in keys {
        let named = |side: &Side| side.column == keys.key && side.module() == keys.module;
        for (link, meta) in registry.stored() {
            for side in link.sides().into_iter().filter(|side| named(side)) {
                let select = Select::from(meta.table)
                    .column(side.column, Type::Text)
                    .column("deleted_at", Type::Time)
                    .filter(Expr::column(side.column).is_in(&keys.ids))
                    .filter(Expr::column("deleted_at").is_not_null());
                statements.push(select.into());
                asked.push(keys);
            }
        }
    }
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let mut last: BTreeMap<(&str, &str, String), Timestamp> = BTreeMap::new();
    for (keys, rows) in asked.into_iter().zip(tx.run_all(statements).await?) {
        for row in rows.into_rows() {
            if let [Value::Text(id), Value::Time(at)] = row.as_slice() {
                let known = last.entry((&keys.module, &keys.key, id.clone())).or_insert(*at);
                *known = (*known).max(*at);
            }
        }
    }
    let frontier = |((module, key, id), instant): ((&str, &str, String), _)| Frontier {
        of: Of::Key { module: module.to_owned(), key: key.to_owned() },
        ids: vec![id],
        instant,
    };
    Ok(last.into_iter().map(frontier).collect())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Delete,
    Restore,
}

/// Whom ids name.
enum Of {
    Key { module: String, key: String },
    Model(&'static str),
}

/// Records whose links are next.
struct Frontier {
    of: Of,
    ids: Vec<String>,
    /// When they were deleted: their links went at the same instant.
    instant: Timestamp,
}

impl Frontier {
    fn names(&self, side: &Side) -> bool {
        match &self.of {
            Of::Key { module, key } => side.column == key && side.module() == module,
            Of::Model(table) => (side.model)().table == *table,
        }
    }
    /// The records of which it is known that their module has dealt with them.
    fn settled(&self) -> impl Iterator<Item = (&'static str, String)> {
        let table = match self.of {
            Of::Key { .. } => None,
            Of::Model(table) => Some(table),
        };
        table.into_iter().flat_map(|table| self.ids.iter().map(move |id| (table, id.clone())))
    }
}

/// Keys of a pivot table to look up.
struct Lookup {
    column: &'static str,
    ids: Vec<String>,
    instant: Timestamp,
}

/// Records of a model that go, or come, with links, by the instant at which those were dismissed.
type Following = BTreeMap<(&'static str, Timestamp), (&'static ModelMeta, BTreeSet<String>)>;

pub(super) struct Walk<'a> {
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
    pub(super) fn deleting(tx: &'a Tx, registry: &'a LinkRegistry, now: Timestamp) -> Self {
        Self::new(tx, registry, now, Direction::Delete)
    }
    pub(super) fn restoring(tx: &'a Tx, registry: &'a LinkRegistry, now: Timestamp) -> Self {
        Self::new(tx, registry, now, Direction::Restore)
    }

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

    /// Walks on from records that their module has dealt with; `instant` is when they were deleted.
    pub(super) async fn of_records(mut self, records: Touched, instant: Timestamp) -> Result<Changes> {
        let frontier = self.follow(records, instant);
        self.run(frontier).await
    }

    fn follow(&mut self, records: Touched, instant: Timestamp) -> Vec<Frontier> {
        let frontier = records.iter().map(|(meta, ids)| Frontier {
            of: Of::Model(meta.table),
            ids: ids.clone(),
            instant,
        });
        let frontier = frontier.collect();
        self.changes.records.extend(records);
        frontier
    }

    async fn run(mut self, mut frontier: Vec<Frontier>) -> Result<Changes> {
        while !frontier.is_empty() {
            let following = self.links_of(&frontier).await?;
            frontier = Vec::new();
            for ((_, instant), (meta, ids)) in following {
                let ids: Vec<String> = ids.into_iter().collect();
                let gone = match self.direction {
                    Direction::Delete => self.tx.soft_delete(meta, &ids, self.now).await?,
                    Direction::Restore => self.tx.restore(meta, &ids, self.now).await?,
                };
                frontier.extend(self.follow(gone, instant));
            }
        }
        Ok(self.changes)
    }

    /// Touches the links of these records; answers the records that go, or come, with those links.
    async fn links_of(&mut self, frontier: &[Frontier]) -> Result<Following> {
        let mut asked: Vec<Stored<'a>> = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        let registry = self.registry;
        self.settled.extend(frontier.iter().flat_map(Frontier::settled));
        for link in registry.stored() {
            let lookups = self.unwalked(link, frontier);
            if !lookups.is_empty() {
                statements.push(locked(link, self.filter(link, &lookups)).into());
                asked.push(link);
            }
        }
        let mut following = Following::new();
        if statements.is_empty() {
            return Ok(following);
        }
        let held = asked.into_iter().zip(self.tx.run_all(statements).await?);
        let held = held.map(|(link, rows)| (link, LinkRow::read(link.1, rows)));
        let held: Vec<_> = held.filter(|(_, rows)| !rows.is_empty()).collect();
        if held.is_empty() {
            return Ok(following);
        }
        let updates = held.iter().map(|(link, rows)| self.update(*link, these(*link, rows)).into());
        let answers = self.tx.run_all(updates.collect()).await?;
        for ((link, before), after) in held.into_iter().zip(answers) {
            let after = LinkRow::read(link.1, after);
            self.follow_rows(link, &before, &after, &mut following);
            self.changes.before.extend(before);
            match self.direction {
                Direction::Delete => self.changes.detached(link, after),
                Direction::Restore => self.changes.attached(link, after),
            }
        }
        Ok(following)
    }

    /// Notes the records that go, or come, with rows of a link.
    fn follow_rows(&self, link: Stored<'_>, before: &[LinkRow], after: &[LinkRow], into: &mut Following) {
        let dismissed = |pair| match before.iter().find(|row| row.pair() == pair)?.get("deleted_at") {
            Value::Time(at) => Some(*at),
            _ => None,
        };
        for side in link.0.sides().into_iter().filter(|side| side.delete_cascade) {
            let meta = (side.model)();
            for row in after {
                let id = row.text(side.column).to_owned();
                if !self.settled.contains(&(meta.table, id.clone())) {
                    let instant = dismissed(row.pair()).unwrap_or(self.now);
                    let records =
                        into.entry((meta.table, instant)).or_insert_with(|| (meta, BTreeSet::new()));
                    records.1.insert(id);
                }
            }
        }
    }

    /// The keys of a link that these records hold and that were not looked up before.
    fn unwalked(&mut self, (link, _): Stored<'_>, frontier: &[Frontier]) -> Vec<Lookup> {
        let mut lookups: Vec<Lookup> = Vec::new();
        for side in link.sides() {
            for records in frontier.iter().filter(|f| f.names(side)) {
                let walk = |id: &&String| self.walked.insert((link.table, side.column, (*id).clone()));
                let ids: Vec<String> = records.ids.iter().filter(walk).cloned().collect();
                let (column, instant) = (side.column, records.instant);
                match lookups.iter_mut().find(|l| l.column == column && l.instant == instant) {
                    _ if ids.is_empty() => {}
                    Some(known) => known.ids.extend(ids),
                    None => lookups.push(Lookup { column, ids, instant }),
                }
            }
        }
        lookups
    }

    fn filter(&self, link: Stored<'_>, lookups: &[Lookup]) -> Expr {
        match self.direction {
            Direction::Delete => {
                named(Alias::ROOT, lookups, self.direction).and(Expr::column("deleted_at").is_null())
            }
            Direction::Restore => {
                let displaced = unique_sides(link.0).map(|side| displaced(link, side, lookups).not());
                displaced.fold(named(Alias::ROOT, lookups, self.direction), Expr::and)
            }
        }
    }

    fn update(&self, link: Stored<'_>, filter: Expr) -> Update {
        let deleted_at = match self.direction {
            Direction::Delete => Value::from(self.now),
            Direction::Restore => Value::Null,
        };
        let set = vec![("deleted_at", Expr::Param(deleted_at)), ("updated_at", Expr::param(self.now))];
        Update { table: link.1.table, set, filter, returning: LinkRow::columns(link.1) }
    }
}

/// The rows with these keys; those to bring back were dismissed at the very instant.
fn named(alias: Alias, lookups: &[Lookup], direction: Direction) -> Expr {
    let these = |lookup: &Lookup| {
        let keys = Expr::Column(alias, lookup.column).is_in(&lookup.ids);
        match direction {
            Direction::Delete => keys,
            Direction::Restore => keys.and(Expr::Column(alias, "deleted_at").eq(lookup.instant)),
        }
    };
    let mut any: Vec<Expr> = lookups.iter().map(these).collect();
    match any.len() {
        1 => any.remove(0),
        _ => Expr::Or(any),
    }
}

/// Whether another row has the place of this one on a side that has one place: a live row, or a row that comes back
/// in the same call and was dismissed later.
fn displaced((link, meta): Stored<'_>, side: &Side, lookups: &[Lookup]) -> Expr {
    const OTHER: Alias = Alias(1);
    let pair = |op, column| Expr::Column(OTHER, column).compare(op, Expr::column(column));
    let partner = if side.column == link.left.column { link.right.column } else { link.left.column };
    let is_later = pair(Compare::Gt, "deleted_at")
        .or(pair(Compare::Eq, "deleted_at").and(pair(Compare::Gt, "id")))
        .and(named(OTHER, lookups, Direction::Restore));
    let other = Select::from_as(meta.table, OTHER)
        .filter(pair(Compare::Eq, side.column))
        .filter(pair(Compare::Ne, partner))
        .filter(Expr::Column(OTHER, "deleted_at").is_null().or(is_later));
    Expr::Exists(Box::new(other))
}
