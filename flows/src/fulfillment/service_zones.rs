//! Workflow `delete-service-zones-workflow`, and what it shares with changes: the zone must be the set's.

use super::ZONES;
use stheno_fulfillment::{FulfillmentSet, ServiceZone};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_query::GraphRequest;
use stheno_workflow::{FlowTx, RequestCtx};

/// Deletes the zone `zone_id`; answers the set as it was before.
pub async fn delete(ctx: &RequestCtx, set_id: String, zone_id: String) -> Result<serde_json::Value> {
    ctx.transaction("delete-service-zones-workflow", move |cx| async move {
        belongs(&cx, &set_id, &zone_id).await?;
        let question = GraphRequest::new("fulfillment_set")
            .fields(["*", "service_zones.*"])
            .filter(serde_json::json!({ "id": set_id }));
        let before = cx.app().graph().query_in(cx.tx(), question).await?.to_json();
        ZONES.delete_in(&cx, std::slice::from_ref(&zone_id)).await?;
        Ok(before.get(0).cloned().unwrap_or_default())
    })
    .await
}

/// Refuses a set that is not there, or a zone that is not the set's; holds the zone.
pub(super) async fn belongs(cx: &FlowTx, set_id: &str, zone_id: &str) -> Result<()> {
    if cx.lookup::<FulfillmentSet>(set_id).await?.is_none() {
        return Err(Error::not_found(format!("FulfillmentSet with id: {set_id} was not found")));
    }
    let this = ServiceZone::ID.eq(zone_id).and(ServiceZone::FULFILLMENT_SET_ID.eq(set_id));
    if cx.find_locked::<ServiceZone>(this).await?.is_empty() {
        let message = format!("Service zone with id: {zone_id} not found on fulfillment set");
        return Err(Error::not_found(message));
    }
    Ok(())
}
