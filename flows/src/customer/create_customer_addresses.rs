//! Workflow `create-customer-addresses`: another entry in an address book; as a default it takes the place of the one before.

use super::{defaults, hook};
use serde_json::{Map, Value as Json};
use stheno_customer::{CustomerAddress, service};
use stheno_kernel::Result;
use stheno_model::{Model as _, dynamic};
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates an address of a customer; answers its id.
pub async fn run(
    ctx: &RequestCtx,
    customer_id: String,
    body: Map<String, Json>,
    additional: Option<Json>,
) -> Result<String> {
    let work = ctx.transaction("create-customer-addresses", move |cx| async move {
        create_in(&cx, customer_id, body, additional).await
    });
    work.await
}

/// Creates an address of a customer as a part of a flow.
pub(crate) async fn create_in(
    cx: &FlowTx,
    customer_id: String,
    mut body: Map<String, Json>,
    additional: Option<Json>,
) -> Result<String> {
    let cx = &cx.within("create-customer-addresses");
    if !service::hold_addresses(cx.tx(), &customer_id).await? {
        return Err(service::missing_relationship("customer_id", &customer_id));
    }
    cx.step("maybe-unset-default-addresses").await?;
    service::unset_defaults(cx.tx(), &customer_id, defaults(&body), cx.now()).await?;
    cx.step("create-customer-addresses").await?;
    body.insert("customer_id".to_owned(), customer_id.into());
    let ids = dynamic::insert_json(cx.tx(), CustomerAddress::meta(), vec![body], cx.stamp()).await?;
    hook(cx, ("addressesCreated", "addresses"), ("customer_address", &ids), additional).await?;
    Ok(ids.into_iter().next().unwrap_or_default())
}
