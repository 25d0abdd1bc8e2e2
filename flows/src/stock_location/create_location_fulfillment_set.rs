//! Workflow `create-location-fulfillment-set`: a kind of delivery that a location offers.

use crate::plain::as_invalid;
use stheno_fulfillment::FulfillmentSet;
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _};
use stheno_stock_location::StockLocation;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::create_remote_link_step;

/// Creates a fulfillment set of the location `id`.
pub async fn run(ctx: &RequestCtx, id: String, name: String, kind: String) -> Result<()> {
    ctx.transaction("create-location-fulfillment-set", move |cx| async move {
        if cx.find_locked::<StockLocation>(StockLocation::ID.eq(id.as_str())).await?.is_empty() {
            return Err(Error::not_found(format!("Stock location with id: {id} was not found")));
        }
        cx.step("create-fulfillment-sets").await?;
        let set = FulfillmentSet { name, r#type: kind, ..FulfillmentSet::new(cx.stamp()) };
        let link = LinkInput::new(
            ("stock_location", "stock_location_id", id.as_str()),
            ("fulfillment", "fulfillment_set_id", set.id.as_str()),
        );
        cx.insert_one(set).await.map_err(as_invalid)?;
        create_remote_link_step(&cx, vec![link]).await.map(drop)
    })
    .await
}
