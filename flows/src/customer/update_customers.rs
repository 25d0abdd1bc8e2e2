//! Workflow `update-customers`: what a customer is called and reached by.

use super::{emit, hook};
use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_workflow::RequestCtx;

/// Changes a customer.
pub async fn run(
    ctx: &RequestCtx,
    id: String,
    patch: Map<String, Json>,
    additional: Option<Json>,
) -> Result<()> {
    let work = ctx.transaction("update-customers", move |cx| async move {
        cx.step("update-customers").await?;
        let filter = Customer::ID.eq(id.as_str());
        let changed = dynamic::update_json(cx.tx(), Customer::meta(), filter, &patch, cx.now()).await;
        let changed = changed.map_err(as_invalid)?;
        if changed.is_empty() {
            return Err(Error::not_found(format!("Customer with id \"{id}\" not found")));
        }
        hook(&cx, ("customersUpdated", "customers"), ("customer", &changed), additional).await?;
        emit(&cx, "updated", &changed);
        Ok(())
    });
    work.await
}
