//! Workflow `cancel-transfer-order-request`: whoever asked for the order, or the shop, calls it off.

use super::required_transfer;
use crate::order::change;
use crate::order::update_order::{hold, refuse_canceled};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_order::change::transfer_to;
use stheno_workflow::RequestCtx;

/// Drops what was asked for. A customer may drop their own only.
pub async fn run(ctx: &RequestCtx, order_id: String) -> Result<()> {
    let work = ctx.transaction("cancel-transfer-order-request", move |cx| async move {
        let order = hold(&cx, &order_id).await?;
        cx.step("validate-cancel-transfer-order-request").await?;
        refuse_canceled(&order)?;
        let asked = required_transfer(&cx, &order).await?;
        if let Some(id) = cx.ctx().actor.id_of("customer") {
            // A token outlives its customer.
            let is_theirs = transfer_to(&asked.actions) == Some(id);
            if !is_theirs || cx.lookup::<Customer>(id).await?.is_none() {
                return Err(Error::not_allowed("This customer is not allowed to cancel the transfer."));
            }
        }
        change::delete(&cx, &asked).await
    });
    work.await
}
