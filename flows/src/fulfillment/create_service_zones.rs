//! Workflow `create-service-zones-workflow`: an area that a fulfillment set delivers to.

use super::{ZONES, geo_zones};
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Creates a zone of the set `set_id` from a body.
pub async fn run(ctx: &RequestCtx, set_id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("create-service-zones-workflow", move |cx| async move {
        let pieces = geo_zones::take(&mut body);
        body.insert("fulfillment_set_id".to_owned(), set_id.into());
        let id = ZONES.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        geo_zones::add(&cx, &id, pieces.unwrap_or_default()).await
    })
    .await
}
