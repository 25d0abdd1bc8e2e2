//! Workflow `accept-order-transfer-workflow`: whoever had the order agrees. Of two at once with one token, the second finds
//! nothing to accept.

use super::{open_transfer, require_token};
use crate::order::change;
use crate::order::update_order::{hold, refuse_canceled};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_order::change::transfer_to;
use stheno_workflow::RequestCtx;

/// Gives the order to whoever asked for it.
pub async fn run(ctx: &RequestCtx, order_id: String, token: String) -> Result<()> {
    let work = ctx.transaction("accept-order-transfer-workflow", move |cx| async move {
        let order = hold(&cx, &order_id).await?;
        cx.step("accept-order-transfer-validation").await?;
        refuse_canceled(&order)?;
        let missing =
            || Error::invalid_data(format!("Order {} does not have an order transfer request.", order.id));
        let asked = open_transfer(&cx, &order).await?;
        let asked = asked.filter(|change| change.row.status == "requested").ok_or_else(missing)?;
        require_token(&asked, &token)?;
        // Whoever asked may be gone by now; an order does not go to nobody.
        let asker = transfer_to(&asked.actions).unwrap_or_default();
        if cx.find_locked::<Customer>(Customer::ID.eq(asker)).await?.is_empty() {
            return Err(missing());
        }
        change::confirm(&cx, &order, &asked, None).await
    });
    work.await
}
