//! Workflow `delete-customer-addresses`: an entry goes for good, and with it the default that it was.

use super::update_customer_addresses::Entry;
use serde_json::json;
use stheno_customer::CustomerAddress;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::remove_records;

/// Deletes an address. `false` if the customer has no such address.
pub async fn run(ctx: &RequestCtx, entry: Entry) -> Result<bool> {
    let work = ctx.transaction("delete-customer-addresses", move |cx| async move {
        let Entry { customer_id, id } = entry;
        cx.step("delete-customer-addresses").await?;
        let own = CustomerAddress::ID.eq(id.as_str()).and(CustomerAddress::CUSTOMER_ID.eq(customer_id));
        let is_gone = !remove_records(&cx, CustomerAddress::meta(), own).await?.is_empty();
        if is_gone {
            cx.hook_with("addressesDeleted", || json!({ "ids": [id] })).await?;
        }
        Ok(is_gone)
    });
    work.await
}
