//! Workflow `update-regions`: changes a region; countries and payment providers that are named replace the old ones.

use super::{Extras, PLAIN, REGION_ID, countries, payment_providers};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records as _};
use stheno_pricing::PricePreference;
use stheno_region::Region;
use stheno_workflow::RequestCtx;

/// Changes the region `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-regions", move |cx| async move {
        if cx.find_locked::<Region>(Region::ID.eq(id.as_str())).await?.is_empty() {
            return Err(Error::not_found(format!("Region with id \"{id}\" not found")));
        }
        let extras = Extras::take(&mut body);
        PLAIN.update_in(&cx, &id, body).await?;
        if let Some(codes) = &extras.countries {
            countries::free(&cx, std::slice::from_ref(&id)).await?;
            countries::assign(&cx, &id, codes).await?;
        }
        if let Some(is_tax_inclusive) = extras.is_tax_inclusive {
            cx.step("update-price-preferences").await?;
            let of_region =
                PricePreference::ATTRIBUTE.eq(REGION_ID).and(PricePreference::VALUE.eq(id.as_str()));
            let patch = Patch::<PricePreference>::at(cx.now());
            cx.update(of_region, patch.set(PricePreference::IS_TAX_INCLUSIVE, is_tax_inclusive)).await?;
        }
        if let Some(providers) = &extras.payment_providers {
            payment_providers::set(&cx, &id, providers, false).await?;
        }
        Ok(())
    })
    .await
}
