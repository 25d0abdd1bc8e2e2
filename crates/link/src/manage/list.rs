//! `list` and `dismiss`.

use super::{Changes, LinkInput, LinkPattern, LinkRow, by_link, pairs};
use crate::definition::LinkRegistry;
use stheno_database::{Expr, Select, Statement, Tx, Update};
use stheno_kernel::{Result, Timestamp};

/// Rows that match any of the patterns and are not dismissed, link by link, in the order in which they were made.
/// Fails where no link joins the two modules by these keys.
pub async fn list(tx: &Tx, registry: &LinkRegistry, patterns: &[LinkPattern]) -> Result<Vec<LinkRow>> {
    let found: Vec<_> = patterns.iter().map(|p| Ok((p.find(registry)?, p.clone()))).collect::<Result<_>>()?;
    let groups = by_link(found);
    let statements: Vec<Statement> = groups
        .iter()
        .map(|((link, meta), patterns)| {
            let mut select = Select::from(meta.table)
                .filter(pairs::matching((link, meta), patterns))
                .filter(pairs::live());
            for (column, ty) in LinkRow::columns(meta) {
                select = select.column(column, ty);
            }
            select.order(Expr::column("created_at"), false).order(Expr::column("id"), false).into()
        })
        .collect();
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let answers = tx.run_all(statements).await?;
    Ok(groups.iter().zip(answers).flat_map(|(((_, meta), _), rows)| LinkRow::read(meta, rows)).collect())
}

/// Parts pairs. A pair that is not linked is no error; the answer has the rows that were.
pub async fn dismiss(
    tx: &Tx,
    registry: &LinkRegistry,
    links: &[LinkInput],
    now: Timestamp,
) -> Result<Changes> {
    let found: Vec<_> = links.iter().map(|l| Ok((l.find(registry)?, l.pair()))).collect::<Result<_>>()?;
    let groups = by_link(found);
    let statements: Vec<Statement> = groups
        .iter()
        .map(|((link, meta), wanted)| {
            let filter = pairs::any_of((link, meta), wanted).and(pairs::live());
            let set = vec![("deleted_at", Expr::param(now)), ("updated_at", Expr::param(now))];
            Update { table: meta.table, set, filter, returning: LinkRow::columns(meta) }.into()
        })
        .collect();
    let mut changes = Changes::default();
    if statements.is_empty() {
        return Ok(changes);
    }
    let answers = tx.run_all(statements).await?;
    for ((link, _), rows) in groups.into_iter().zip(answers) {
        changes.detached(link, LinkRow::read(link.1, rows));
    }
    Ok(changes)
}
