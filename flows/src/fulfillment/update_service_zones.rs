//! Workflow `update-service-zones-workflow`: changes a zone; pieces that are named replace the old ones.

use super::{ZONES, geo_zones, service_zones};
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Changes the zone `zone_id` of the set `set_id` by a body.
pub async fn run(
    ctx: &RequestCtx,
    set_id: String,
    zone_id: String,
    mut body: Map<String, Json>,
) -> Result<()> {
    ctx.transaction("update-service-zones-workflow", move |cx| async move {
        service_zones::belongs(&cx, &set_id, &zone_id).await?;
        let pieces = geo_zones::take(&mut body);
        if body.get("name").is_some_and(Json::is_null) {
            body.shift_remove("name");
        }
        ZONES.update_in(&cx, &zone_id, body).await?;
        match pieces {
            Some(pieces) => geo_zones::replace(&cx, &zone_id, pieces).await,
            None => Ok(()),
        }
    })
    .await
}
