//! Workflow `archive-order-workflow`: an order that is done with leaves the lists of people. `POST
//! /admin/orders/{id}/archive`.

use super::status;
use serde_json::json;
use stheno_kernel::{Error, Result};
use stheno_order::Order;
use stheno_workflow::RequestCtx;

/// Archives an order that is completed, canceled or a draft.
pub async fn run(ctx: &RequestCtx, id: String) -> Result<()> {
    ctx.transaction("archive-order-workflow", move |cx| async move {
        cx.step("archive-orders").await?;
        // The sentence is upstream's, and says the opposite of what it means.
        let refused = || {
            let text = format!("Orders {id} are completed, canceled, or in draft and cannot be archived");
            Error::invalid_data(text)
        };
        let done = Order::STATUS.is_in(["completed", "canceled", "draft"]);
        status::change(&cx, &id, "archived", done, refused).await?;
        cx.emit("order.archived", json!({ "id": id }));
        Ok(())
    })
    .await
}
