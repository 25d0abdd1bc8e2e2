//! Workflow `update-tax-rates`: changes a rate; rules that are named replace the old ones.

use super::create_tax_rates::take_rules;
use super::{RATES, rules};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_tax::TaxRate;
use stheno_workflow::RequestCtx;

/// Changes the rate `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-tax-rates", move |cx| async move {
        let wanted = take_rules(&mut body)?;
        if cx.find_locked::<TaxRate>(TaxRate::ID.eq(id.as_str())).await?.is_empty() {
            return Err(Error::not_found(format!("Tax rate with id \"{id}\" not found")));
        }
        RATES.update_in(&cx, &id, body).await?;
        match wanted {
            Some(wanted) => rules::replace(&cx, &id, wanted).await,
            None => Ok(()),
        }
    })
    .await
}
