//! Workflow `create-tax-rates`: a rate of a region with what it is for.

use super::{RATES, rules};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// Creates a rate from a body; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-tax-rates", move |cx| async move {
        let wanted = take_rules(&mut body)?;
        body.insert("created_by".to_owned(), rules::actor(&cx).into());
        let id = RATES.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        rules::add(&cx, &id, wanted.unwrap_or_default()).await?;
        Ok(id)
    })
    .await
}

pub(super) fn take_rules(body: &mut Map<String, Json>) -> Result<Option<Vec<rules::Wanted>>> {
    let Some(json) = body.shift_remove("rules") else { return Ok(None) };
    serde_json::from_value(json).map(Some).map_err(|e| Error::invalid_data(format!("Invalid request: {e}")))
}
