//! Workflow `update-tax-regions`.

use super::REGIONS;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_tax::TaxRegion;
use stheno_workflow::RequestCtx;

/// Changes the tax region `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-tax-regions", move |cx| async move {
        if cx.find_locked::<TaxRegion>(TaxRegion::ID.eq(id.as_str())).await?.is_empty() {
            return Err(Error::not_found(format!("TaxRegion with id \"{id}\" not found")));
        }
        if let Some(Json::String(code)) = body.get_mut("province_code") {
            *code = code.to_lowercase();
        }
        REGIONS.update_in(&cx, &id, body).await
    })
    .await
}
