//! Workflow `update-stock-locations-workflow`: changes a location and, in place, its address.

use super::{ADDRESSES, PLAIN};
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_stock_location::StockLocation;
use stheno_workflow::RequestCtx;

/// Changes the location `id` by a body; a location that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-stock-locations-workflow", move |cx| async move {
        let Some(location) = cx.find_locked::<StockLocation>(StockLocation::ID.eq(id.as_str())).await?.pop()
        else {
            return Ok(());
        };
        if let Some(Json::Object(address)) = body.shift_remove("address") {
            match location.address_id {
                Some(address_id) => ADDRESSES.update_in(&cx, &address_id, address).await?,
                None => {
                    let address_id = ADDRESSES.create_in(&cx, vec![address]).await?.pop();
                    body.insert("address_id".to_owned(), address_id.into());
                }
            }
        }
        PLAIN.update_in(&cx, &id, body).await
    })
    .await
}
