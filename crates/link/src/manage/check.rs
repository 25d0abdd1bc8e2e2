//! `check` and `repair`: rows that an application without our rules has left behind, or that somebody wrote by hand.
//!
//! A live row is unsound if one of its records is not there, or if it gives a record a second link where it may have one.
//! None of this needs the indexes that keep it from happening, so it runs before they can be made.

use super::{Changes, LinkRow, Stored, pairs};
use crate::definition::{LinkDefinition, LinkRegistry, Side};
use crate::pivot::unique_sides;
use std::collections::HashSet;
use stheno_database::{Alias, Compare, Expr, Function, Rows, Select, Statement, Tx, Type, Update};
use stheno_kernel::{Result, Timestamp, Value};

/// Pairs that a finding names.
const EXAMPLES_MAX: u64 = 3;

/// What is wrong with rows of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The left record is not there, or deleted.
    LeftMissing,
    /// The left record is there, the right one is not.
    RightMissing,
    /// Both are there, and one of them has a newer link though it may have one only.
    Surplus,
}

/// Rows of one link with one flaw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The pivot table.
    pub table: &'static str,
    /// What is wrong.
    pub flaw: Flaw,
    /// How many rows.
    pub rows: u64,
    /// The keys of some of them, left and right.
    pub examples: Vec<(String, String)>,
}

/// Looks through every link whose tables are all among `tables`: those of a feature that was never on are not there.
pub async fn check(tx: &Tx, registry: &LinkRegistry, tables: &HashSet<String>) -> Result<Vec<Finding>> {
    let links: Vec<Stored<'_>> = checkable(registry, tables).collect();
    let asked = links.iter().flat_map(|link| {
        let counts = MISSING.map(|flaw| count(*link, flaw));
        counts.into_iter().chain(rivals(*link)).map(Statement::from)
    });
    let mut answers = tx.run_all(asked.collect()).await?.into_iter();
    let (mut findings, mut examples) = (Vec::new(), Vec::new());
    for link in links {
        for flaw in MISSING {
            let rows = number(answers.next());
            if rows > 0 {
                examples.push((findings.len(), named(link, unsound(link, flaw)).limit(EXAMPLES_MAX).into()));
                findings.push(Finding { table: link.0.table, flaw, rows, examples: Vec::new() });
            }
        }
        let rivals = if unique_sides(link.0).next().is_some() { answers.next() } else { None };
        let surplus = surplus(link.0, rivals);
        if !surplus.is_empty() {
            let rows = surplus.len() as u64;
            let examples = surplus.into_iter().take(EXAMPLES_MAX as usize).collect();
            findings.push(Finding { table: link.0.table, flaw: Flaw::Surplus, rows, examples });
        }
    }
    let (places, statements): (Vec<usize>, Vec<Statement>) = examples.into_iter().unzip();
    if !statements.is_empty() {
        for (place, rows) in places.into_iter().zip(tx.run_all(statements).await?) {
            findings[place].examples = texts(rows);
        }
    }
    Ok(findings)
}

/// The links that [`check`] looks through.
pub fn checkable<'a>(
    registry: &'a LinkRegistry,
    tables: &'a HashSet<String>,
) -> impl Iterator<Item = Stored<'a>> {
    registry.stored().filter(|(link, _)| {
        let ends = link.sides().map(|side| (side.model)().table);
        tables.contains(link.table) && ends.iter().all(|table| tables.contains(*table))
    })
}

/// Dismisses the unsound rows of one link: those of records that are not there, and of links too many all but the newest.
pub async fn repair(tx: &Tx, link: Stored<'_>, now: Timestamp) -> Result<Changes> {
    let mut changes = Changes::default();
    let is_missing = MISSING.map(|flaw| unsound(link, flaw));
    let mut gone = dismiss(tx, link, Expr::Or(is_missing.to_vec()), now).await?;
    if let Some(rivals) = rivals(link) {
        let rivals = tx.run(rivals.for_update()).await?;
        let surplus = surplus(link.0, Some(rivals));
        if !surplus.is_empty() {
            let these: Vec<(&str, &str)> = surplus.iter().map(|(l, r)| (l.as_str(), r.as_str())).collect();
            gone.extend(dismiss(tx, link, pairs::any_of(link, &these), now).await?);
        }
    }
    changes.detached(link, gone);
    Ok(changes)
}

async fn dismiss(tx: &Tx, link: Stored<'_>, filter: Expr, now: Timestamp) -> Result<Vec<LinkRow>> {
    let set = vec![("deleted_at", Expr::param(now)), ("updated_at", Expr::param(now))];
    let filter = filter.and(pairs::live());
    let update = Update { table: link.1.table, set, filter, returning: LinkRow::columns(link.1) };
    Ok(LinkRow::read(link.1, tx.run(update).await?))
}

const MISSING: [Flaw; 2] = [Flaw::LeftMissing, Flaw::RightMissing];

/// Names of tables within one statement, beside [`Alias::ROOT`].
const OTHER: Alias = Alias(1);
const RECORD: Alias = Alias(2);

/// Live rows of which a record is missing.
fn unsound((link, _): Stored<'_>, flaw: Flaw) -> Expr {
    let is_there = |side| record(side, Alias::ROOT);
    let missing = match flaw {
        Flaw::LeftMissing => is_there(&link.left).not(),
        _ => is_there(&link.left).and(is_there(&link.right).not()),
    };
    missing.and(pairs::live())
}

/// Whether a side's record is there.
fn record(side: &Side, at: Alias) -> Expr {
    let meta = (side.model)();
    let same = Expr::Column(RECORD, meta.key()).compare(Compare::Eq, Expr::Column(at, side.column));
    let found = Select::from_as(meta.table, RECORD).filter(same);
    let is_live = Expr::Column(RECORD, "deleted_at").is_null();
    Expr::Exists(Box::new(if meta.soft_deletes() { found.filter(is_live) } else { found }))
}

fn count(link: Stored<'_>, flaw: Flaw) -> Select {
    Select::from(link.1.table)
        .expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int)
        .filter(unsound(link, flaw))
}

/// The keys of rows, in their order.
fn named((link, meta): Stored<'_>, filter: Expr) -> Select {
    let (left, right) = (link.left.column, link.right.column);
    Select::from(meta.table)
        .column(left, Type::Text)
        .column(right, Type::Text)
        .filter(filter)
        .order(Expr::column(left), false)
        .order(Expr::column(right), false)
}

/// Sound rows that share a place which is for one with another sound row, newest first; nothing where no side is one.
fn rivals(link: Stored<'_>) -> Option<Select> {
    let sound = |at| {
        let is_live = Expr::Column(at, "deleted_at").is_null();
        link.0.sides().into_iter().fold(is_live, |all, side| all.and(record(side, at)))
    };
    let shared: Vec<Expr> = unique_sides(link.0)
        .map(|side| {
            let is_left = side.column == link.0.left.column;
            let partner = if is_left { link.0.right.column } else { link.0.left.column };
            let pair = |op, column| Expr::Column(OTHER, column).compare(op, Expr::column(column));
            let other = Select::from_as(link.1.table, OTHER)
                .filter(pair(Compare::Eq, side.column))
                .filter(pair(Compare::Ne, partner))
                .filter(sound(OTHER));
            Expr::Exists(Box::new(other))
        })
        .collect();
    if shared.is_empty() {
        return None;
    }
    let mut select = named(link, sound(Alias::ROOT).and(Expr::Or(shared)));
    select.order.clear();
    Some(select.order(Expr::column("created_at"), true).order(Expr::column("id"), true))
}

/// Those that must go so that each place is held once: whoever comes first in the list stays.
fn surplus(link: &LinkDefinition, rivals: Option<Rows>) -> Vec<(String, String)> {
    let (mut lefts, mut rights) = (HashSet::new(), HashSet::new());
    let mut surplus = Vec::new();
    for (left, right) in rivals.map(texts).unwrap_or_default() {
        let is_taken =
            !link.right.many && lefts.contains(&left) || !link.left.many && rights.contains(&right);
        if is_taken {
            surplus.push((left, right));
        } else {
            lefts.insert(left);
            rights.insert(right);
        }
    }
    surplus
}

fn texts(rows: Rows) -> Vec<(String, String)> {
    let pair = |row: Vec<Value>| match <[Value; 2]>::try_from(row) {
        Ok([Value::Text(left), Value::Text(right)]) => Some((left, right)),
        _ => None,
    };
    rows.into_rows().filter_map(pair).collect()
}

fn number(rows: Option<Rows>) -> u64 {
    let count = rows.and_then(|rows| rows.into_values().first().and_then(Value::as_int));
    count.and_then(|count| count.try_into().ok()).unwrap_or_default()
}
