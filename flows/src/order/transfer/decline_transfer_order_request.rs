//! Workflow `decline-transfer-order-request`: whoever had the order keeps it.

use super::{require_token, required_transfer};
use crate::order::change;
use crate::order::update_order::{hold, refuse_canceled};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Declines what was asked for.
pub async fn run(ctx: &RequestCtx, order_id: String, token: String) -> Result<()> {
    let work = ctx.transaction("decline-transfer-order-request", move |cx| async move {
        let order = hold(&cx, &order_id).await?;
        cx.step("validate-decline-transfer-order-request").await?;
        refuse_canceled(&order)?;
        let asked = required_transfer(&cx, &order).await?;
        require_token(&asked, &token)?;
        change::decline(&cx, &asked).await
    });
    work.await
}
