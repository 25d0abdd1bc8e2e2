//! Workflow `create-regions`: a region with its countries, payment providers and price preference.

use super::{Extras, PLAIN, REGION_ID, countries, payment_providers};
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_pricing::PricePreference;
use stheno_workflow::RequestCtx;

/// Creates a region from a body; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-regions", move |cx| async move {
        let extras = Extras::take(&mut body);
        let id = PLAIN.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        countries::assign(&cx, &id, extras.countries.as_deref().unwrap_or_default()).await?;
        if let Some(providers) = &extras.payment_providers {
            payment_providers::set(&cx, &id, providers, true).await?;
        }
        cx.step("create-price-preferences").await?;
        let preference = PricePreference {
            attribute: REGION_ID.to_owned(),
            value: Some(id.clone()),
            is_tax_inclusive: extras.is_tax_inclusive.unwrap_or_default(),
            ..PricePreference::new(cx.stamp())
        };
        cx.insert_one(preference).await?;
        Ok(id)
    })
    .await
}
