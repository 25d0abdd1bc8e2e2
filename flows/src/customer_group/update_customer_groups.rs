//! Workflow `update-customer-groups`.

use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_customer::CustomerGroup;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_workflow::RequestCtx;

/// Changes a group.
pub async fn run(ctx: &RequestCtx, id: String, patch: Map<String, Json>) -> Result<()> {
    let work = ctx.transaction("update-customer-groups", move |cx| async move {
        cx.step("update-customer-groups").await?;
        let filter = CustomerGroup::ID.eq(id.as_str());
        let changed = dynamic::update_json(cx.tx(), CustomerGroup::meta(), filter, &patch, cx.now()).await;
        if changed.map_err(as_invalid)?.is_empty() {
            return Err(Error::not_found(format!("Customer group with id \"{id}\" not found")));
        }
        Ok(())
    });
    work.await
}
