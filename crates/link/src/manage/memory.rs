//! What a call did to rows, as a journal keeps it, and the way back: for flows that commit before they end.

use super::list::{locked, rows_of};
use super::{Changes, LinkRow, Stored, pairs};
use crate::definition::LinkRegistry;
use crate::pivot::unique_sides;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use stheno_database::statement::OnConflict;
use stheno_database::{Delete, Expr, Insert, Statement, Tx};
use stheno_kernel::{Error, Result, Timestamp, Value};

/// Rows that a call touched: as they were, and as it left them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LinkMemory {
    rows: Vec<RowMemory>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct RowMemory {
    table: String,
    /// Nothing for a row that the call made.
    before: Option<Map<String, Json>>,
    after: Map<String, Json>,
}

impl LinkMemory {
    /// What a call at `now` changed; `before` are the rows that were there, as [`super::held`] or [`Changes::before`]
    /// have them.
    pub fn of(before: &[LinkRow], changes: &Changes, now: Timestamp) -> Self {
        let known: HashMap<_, _> = before.iter().map(|row| ((row.meta().table, row.pair()), row)).collect();
        let rows = changes.rows.iter().filter_map(|after| {
            let before = match known.get(&(after.meta().table, after.pair())) {
                Some(row) => Some((*row).clone()),
                // Made by somebody else between the look and the change: it is not for the call to take it away.
                None if after.get("created_at") != &Value::from(now) => return None,
                None => None,
            };
            let before = before.map(|row| row.to_journal());
            Some(RowMemory { table: after.meta().table.to_owned(), before, after: after.to_journal() })
        });
        Self { rows: rows.collect() }
    }

    /// Whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A row that may go back to what it was.
struct Step {
    before: Option<LinkRow>,
    after: LinkRow,
}

/// Puts rows back exactly as they were, ids, times and further columns included.
///
/// A row that somebody has changed since is left alone, and a pair whose place somebody has taken is not linked again. So
/// a second call finds nothing to do.
pub async fn put_back(tx: &Tx, registry: &LinkRegistry, memory: &LinkMemory) -> Result<Changes> {
    let mut changes = Changes::default();
    for link in registry.stored() {
        let of_link: Vec<Step> = steps(link, memory)?;
        if !of_link.is_empty() {
            put_back_rows(tx, link, of_link, &mut changes).await?;
        }
    }
    let unknown = memory.rows.iter().find(|row| registry.by_table(&row.table).is_none());
    match unknown {
        Some(row) => Err(Error::unexpected_state(format!("the link {} is not defined any more", row.table))),
        None => Ok(changes),
    }
}

fn steps((link, meta): Stored<'_>, memory: &LinkMemory) -> Result<Vec<Step>> {
    let of_link = memory.rows.iter().filter(|row| row.table == link.table);
    let step = |row: &RowMemory| {
        let before = row.before.as_ref().map(|kept| LinkRow::from_journal(meta, kept)).transpose()?;
        Ok(Step { before, after: LinkRow::from_journal(meta, &row.after)? })
    };
    of_link.map(step).collect()
}

async fn put_back_rows(tx: &Tx, link: Stored<'_>, steps: Vec<Step>, changes: &mut Changes) -> Result<()> {
    let steps = unchanged(tx, link, steps).await?;
    let taken = taken(tx, link, &steps).await?;
    let (mut made, mut parted, mut linked) = (Vec::new(), Vec::new(), Vec::new());
    for step in steps {
        match step.before {
            None => made.push(step.after),
            Some(before) if !before.is_live() => parted.push((before, step.after)),
            Some(before) if !is_taken(link, &before, &taken) => linked.push(before),
            Some(_) => {}
        }
    }
    let mut statements: Vec<Statement> = Vec::new();
    if !made.is_empty() {
        let these: Vec<_> = made.iter().map(LinkRow::pair).collect();
        let filter = pairs::any_of(link, &these);
        statements.push(Delete { table: link.1.table, filter, returning: Vec::new() }.into());
    }
    // What goes makes place for what comes back.
    let (rows, left): (Vec<_>, Vec<_>) = parted.into_iter().unzip();
    statements.extend(overwrite(link, rows));
    statements.extend(overwrite(link, linked.clone()));
    if !statements.is_empty() {
        tx.run_all(statements).await?;
    }
    let gone = made.into_iter().chain(left).filter(LinkRow::is_live);
    changes.detached(link, gone.collect());
    changes.attached(link, linked);
    Ok(())
}

/// Those of the rows that are as the call left them; held until the transaction ends.
async fn unchanged(tx: &Tx, link: Stored<'_>, steps: Vec<Step>) -> Result<Vec<Step>> {
    let touched: Vec<_> = steps.iter().map(|step| step.after.pair()).collect();
    let rows = tx.run(locked(link, pairs::any_of(link, &touched))).await?;
    let now = LinkRow::read(link.1, rows);
    Ok(steps.into_iter().filter(|step| now.contains(&step.after)).collect())
}

/// The places that live rows of others hold, on sides that have one: column and record.
async fn taken(tx: &Tx, link: Stored<'_>, steps: &[Step]) -> Result<HashSet<(&'static str, String)>> {
    let back: Vec<&LinkRow> =
        steps.iter().filter_map(|step| step.before.as_ref()).filter(|row| row.is_live()).collect();
    let sides: Vec<&'static str> = unique_sides(link.0).map(|side| side.column).collect();
    if back.is_empty() || sides.is_empty() {
        return Ok(HashSet::new());
    }
    let held = |column: &&'static str| Expr::column(column).is_in(back.iter().map(|row| row.text(column)));
    let others = Expr::Or(sides.iter().map(held).collect());
    let rows = tx.run(rows_of(link.1, others).filter(pairs::live())).await?;
    let own: HashSet<_> = steps.iter().map(|step| step.after.pair()).collect();
    let others = LinkRow::read(link.1, rows).into_iter().filter(|row| !own.contains(&row.pair()));
    let places = |row: LinkRow| sides.iter().map(|c| (*c, row.text(c).to_owned())).collect::<Vec<_>>();
    Ok(others.flat_map(places).collect())
}

fn is_taken(link: Stored<'_>, row: &LinkRow, taken: &HashSet<(&'static str, String)>) -> bool {
    unique_sides(link.0).any(|side| taken.contains(&(side.column, row.text(side.column).to_owned())))
}

fn overwrite((link, meta): Stored<'_>, rows: Vec<LinkRow>) -> Option<Statement> {
    if rows.is_empty() {
        return None;
    }
    let keys = vec![link.left.column, link.right.column];
    let columns: Vec<&'static str> = meta.fields.iter().map(|f| f.name).collect();
    let update = columns.iter().copied().filter(|column| !keys.contains(column)).collect();
    let insert = Insert {
        table: meta.table,
        columns,
        rows: rows.into_iter().map(LinkRow::into_cells).collect(),
        on_conflict: Some(OnConflict { target: keys, target_filter: None, update }),
        returning: Vec::new(),
    };
    Some(insert.into())
}
