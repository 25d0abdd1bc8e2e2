//! The links of records, or between them.

use stheno_kernel::{Error, Result};
use stheno_link::LinkPattern;
use stheno_link::manage::{self, LinkRow};
use stheno_workflow::RequestCtx;

/// Rows that match any of the patterns and are not dismissed. Fails where more than `most` do: nobody is answered a part
/// without being told.
pub async fn run(ctx: &RequestCtx, patterns: Vec<LinkPattern>, most: u64) -> Result<Vec<LinkRow>> {
    let links = ctx.app.links().clone();
    let rows = ctx.app.database().read(move |tx| async move {
        manage::list_some(&tx, &links, &patterns, most.saturating_add(1)).await
    });
    let rows: Vec<LinkRow> = rows.await?;
    if rows.len() as u64 > most {
        return Err(Error::invalid_data(format!(
            "More than {most} links match: name more ids, or ask for a page of the link's rows by POST /admin/query"
        )));
    }
    Ok(rows)
}
