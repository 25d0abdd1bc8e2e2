//! `list`, `held` and `dismiss`.

use super::{Changes, LinkInput, LinkPattern, LinkRow, Stored, by_link, pairs};
use crate::definition::LinkRegistry;
use stheno_database::{Expr, Select, Statement, Tx, Update};
use stheno_kernel::{Result, Timestamp};
use stheno_model::ModelMeta;

/// Rows that match any of the patterns and are not dismissed, link by link, in the order in which they were made.
/// Fails where no link joins the two modules by these keys.
pub async fn list(tx: &Tx, registry: &LinkRegistry, patterns: &[LinkPattern]) -> Result<Vec<LinkRow>> {
    list_some(tx, registry, patterns, None).await
}

/// As [`list`], but of each link so many rows at most.
pub async fn list_some(
    tx: &Tx,
    registry: &LinkRegistry,
    patterns: &[LinkPattern],
    most: impl Into<Option<u64>>,
) -> Result<Vec<LinkRow>> {
    let most = most.into();
    let found: Vec<_> = patterns.iter().map(|p| Ok((p.find(registry)?, p.clone()))).collect::<Result<_>>()?;
    let groups = by_link(registry, found);
    let statements: Vec<Statement> = groups
        .iter()
        .map(|((link, meta), patterns)| {
            let select = rows_of(meta, pairs::matching((link, meta), patterns)).filter(pairs::live());
            let mut select = select.order(Expr::column("created_at"), false).order(Expr::column("id"), false);
            select.limit = most;
            select.into()
        })
        .collect();
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let answers = tx.run_all(statements).await?;
    Ok(groups.iter().zip(answers).flat_map(|(((_, meta), _), rows)| LinkRow::read(meta, rows)).collect())
}

/// The rows of these pairs, dismissed ones too, held by the transaction until it ends.
pub async fn held(tx: &Tx, registry: &LinkRegistry, links: &[LinkInput]) -> Result<Vec<LinkRow>> {
    let found: Vec<_> = links.iter().map(|l| Ok((l.find(registry)?, l.pair()))).collect::<Result<_>>()?;
    let groups = by_link(registry, found);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let selects = groups.iter().map(|(link, wanted)| locked(*link, pairs::any_of(*link, wanted)).into());
    let answers = tx.run_all(selects.collect()).await?;
    Ok(groups.iter().zip(answers).flat_map(|(((_, meta), _), rows)| LinkRow::read(meta, rows)).collect())
}

/// Rows of a pivot table, locked in the order of their keys, so that callers at once do not wait for each other in a ring.
pub(super) fn locked((link, meta): Stored<'_>, filter: Expr) -> Select {
    let select = rows_of(meta, filter).order(Expr::column(link.left.column), false);
    select.order(Expr::column(link.right.column), false).for_update()
}

/// Exactly these rows.
pub(super) fn these(link: Stored<'_>, rows: &[LinkRow]) -> Expr {
    let pairs: Vec<_> = rows.iter().map(LinkRow::pair).collect();
    pairs::any_of(link, &pairs)
}

pub(super) fn rows_of(meta: &'static ModelMeta, filter: Expr) -> Select {
    let select = Select::from(meta.table).filter(filter);
    LinkRow::columns(meta).into_iter().fold(select, |select, (column, ty)| select.column(column, ty))
}

/// Parts pairs. A pair that is not linked is no error; the answer has the rows that were.
pub async fn dismiss(
    tx: &Tx,
    registry: &LinkRegistry,
    links: &[LinkInput],
    now: Timestamp,
) -> Result<Changes> {
    let found: Vec<_> = links.iter().map(|l| Ok((l.find(registry)?, l.pair()))).collect::<Result<_>>()?;
    let groups = by_link(registry, found);
    let mut changes = Changes::default();
    let (mut updates, mut updated): (Vec<Statement>, Vec<Stored<'_>>) = (Vec::new(), Vec::new());
    for (link, wanted) in groups {
        let filter = pairs::any_of(link, &wanted).and(pairs::live());
        // One row needs no order; of several, those are parted that are held.
        let filter = if wanted.len() == 1 {
            filter
        } else {
            let held = LinkRow::read(link.1, tx.run(locked(link, filter)).await?);
            if held.is_empty() {
                continue;
            }
            these(link, &held)
        };
        let set = vec![("deleted_at", Expr::param(now)), ("updated_at", Expr::param(now))];
        let returning = LinkRow::columns(link.1);
        updates.push(Update { table: link.1.table, set, filter, returning }.into());
        updated.push(link);
    }
    if updates.is_empty() {
        return Ok(changes);
    }
    for (link, rows) in updated.into_iter().zip(tx.run_all(updates).await?) {
        changes.detached(link, LinkRow::read(link.1, rows));
    }
    Ok(changes)
}
