//! Workflow `update-customers`: what a customer is called and reached by.

use super::{emit, hook};
use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes a customer.
pub async fn run(
    ctx: &RequestCtx,
    id: String,
    patch: Map<String, Json>,
    additional: Option<Json>,
) -> Result<()> {
    let work = ctx.transaction("update-customers", move |cx| async move {
        if !write_in(&cx, &id, &patch, additional).await.map_err(as_invalid)? {
            return Err(Error::not_found(format!("Customer with id \"{id}\" not found")));
        }
        emit(&cx, "updated", &[id]);
        Ok(())
    });
    work.await
}

/// Changes a customer as a part of a flow; telling of it is the caller's. `false` if there is none.
pub(crate) async fn write_in(
    cx: &FlowTx,
    id: &str,
    patch: &Map<String, Json>,
    additional: Option<Json>,
) -> Result<bool> {
    let cx = &cx.within("update-customers");
    cx.step("update-customers").await?;
    let changed =
        dynamic::update_json(cx.tx(), Customer::meta(), Customer::ID.eq(id), patch, cx.now()).await?;
    hook(cx, ("customersUpdated", "customers"), ("customer", &changed), additional).await?;
    Ok(!changed.is_empty())
}
