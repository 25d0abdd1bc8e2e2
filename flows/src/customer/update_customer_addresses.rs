//! Workflow `update-customer-addresses`: an entry changes; as a default it takes the place of the one before.

use super::{defaults, hook};
use serde_json::{Map, Value as Json};
use stheno_customer::{CustomerAddress, service};
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _, dynamic};
use stheno_workflow::{FlowTx, RequestCtx};

/// Which address of whom.
pub struct Entry {
    /// The customer.
    pub customer_id: String,
    /// The address; another customer's is not found.
    pub id: String,
}

/// Changes an address. `false` if the customer has no such address.
pub async fn run(
    ctx: &RequestCtx,
    entry: Entry,
    patch: Map<String, Json>,
    additional: Option<Json>,
) -> Result<bool> {
    let work = ctx.transaction("update-customer-addresses", move |cx| async move {
        update_in(&cx, &entry, &patch, additional).await
    });
    work.await
}

/// Changes an address as a part of a flow.
pub(crate) async fn update_in(
    cx: &FlowTx,
    entry: &Entry,
    patch: &Map<String, Json>,
    additional: Option<Json>,
) -> Result<bool> {
    let cx = &cx.within("update-customer-addresses");
    let Entry { customer_id, id } = entry;
    let own = CustomerAddress::ID.eq(id).and(CustomerAddress::CUSTOMER_ID.eq(customer_id));
    let is_held = service::hold_addresses(cx.tx(), customer_id).await?;
    if !is_held || cx.count::<CustomerAddress>(own.clone()).await? == 0 {
        return Ok(false);
    }
    cx.step("maybe-unset-default-addresses").await?;
    service::unset_defaults(cx.tx(), customer_id, defaults(patch), cx.now()).await?;
    cx.step("update-customer-addresses").await?;
    let ids = dynamic::update_json(cx.tx(), CustomerAddress::meta(), own, patch, cx.now()).await?;
    hook(cx, ("addressesUpdated", "addresses"), ("customer_address", &ids), additional).await?;
    Ok(!ids.is_empty())
}
