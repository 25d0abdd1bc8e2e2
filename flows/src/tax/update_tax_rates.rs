//! Workflow `update-tax-rates`: changes a rate; rules that are named replace the old ones.

use super::create_tax_rates::take_rules;
use super::{RATES, rules};
use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records as _};
use stheno_tax::TaxRate;
use stheno_workflow::RequestCtx;

/// Changes the rate `id` by a body. A rate that becomes the default takes the place of the one that was.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-tax-rates", move |cx| async move {
        let wanted = take_rules(&mut body)?;
        let Some(rate) = cx.find_locked::<TaxRate>(TaxRate::ID.eq(id.as_str())).await?.pop() else {
            return Err(Error::not_found(format!("Tax rate with id \"{id}\" not found")));
        };
        if body.get("is_default") == Some(&Json::Bool(true)) && !rate.is_default {
            let others = TaxRate::TAX_REGION_ID.eq(&rate.tax_region_id).and(TaxRate::IS_DEFAULT.eq(true));
            let patch = Patch::<TaxRate>::at(cx.now()).set(TaxRate::IS_DEFAULT, false);
            cx.update(others, patch).await.map_err(as_invalid)?;
        }
        RATES.update_in(&cx, &id, body).await?;
        match wanted {
            Some(wanted) => rules::replace(&cx, &id, wanted).await,
            None => Ok(()),
        }
    })
    .await
}
