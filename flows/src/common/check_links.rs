//! What is wrong with the rows of links, and how it is put right: for databases that were kept by an application without
//! our rules, also before they are migrated.

use std::collections::HashSet;
use stheno_event::tables as event_tables;
use stheno_kernel::Result;
use stheno_link::manage::{self, Finding};
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::tell;

/// Rows that are unsound, by link and flaw.
pub async fn check(ctx: &RequestCtx) -> Result<Vec<Finding>> {
    let tables = ctx.app.database().tables().await?;
    let links = ctx.app.links().clone();
    ctx.app.database().read(move |tx| async move { manage::check(&tx, &links, &tables).await }).await
}

/// Dismisses every unsound row, each link in one transaction, and tells of it. Answers how many went, by pivot table.
pub async fn repair(ctx: &RequestCtx) -> Result<Vec<(&'static str, usize)>> {
    let tables = ctx.app.database().tables().await?;
    // Where events have no tables yet, there is nobody who could hear of them.
    let tells = has_all(&tables, event_tables().iter().map(|table| table.name));
    let found: Vec<&'static str> =
        manage::checkable(ctx.app.links(), &tables).map(|(link, _)| link.table).collect();
    let mut repaired = Vec::new();
    for table in found {
        let rows = ctx.transaction("repair-links", move |cx| async move {
            let links = cx.app().links().clone();
            let Some(link) = links.by_table(table) else { return Ok(0) };
            let changes = manage::repair(cx.tx(), link, cx.now()).await?;
            let rows = changes.rows.len();
            if tells {
                tell(&cx, changes);
            }
            Ok(rows)
        });
        repaired.push((table, rows.await?));
    }
    repaired.retain(|(_, rows)| *rows > 0);
    Ok(repaired)
}

fn has_all<'a>(tables: &HashSet<String>, mut names: impl Iterator<Item = &'a str>) -> bool {
    names.all(|name| tables.contains(name))
}
