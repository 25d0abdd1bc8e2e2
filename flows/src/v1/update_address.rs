//! Changes an address of a customer's book: what is given is replaced, metadata as a whole.

use super::{hold, is_billing_only, replace_metadata, require_country, with_lower_country};
use crate::customer::update_customer_addresses::{Entry, update_in};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// Changes an address. Another's, and one that is for bills only, is none of the book.
pub async fn run(ctx: &RequestCtx, entry: Entry, members: Map<String, Json>) -> Result<()> {
    let mut members = with_lower_country(members);
    let work = ctx.transaction("v1-update-address", move |cx| async move {
        hold(&cx, &entry.customer_id).await?;
        require_country(&cx, members.get("country_code").and_then(Json::as_str)).await?;
        let metadata = members.shift_remove("metadata");
        if is_billing_only(&cx, &entry.id).await? || !update_in(&cx, &entry, &members, None).await? {
            return Err(Error::invalid_data("Could not find address for customer"));
        }
        match metadata {
            Some(metadata) => replace_metadata(&cx, &entry.id, &metadata).await,
            None => Ok(()),
        }
    });
    work.await
}
