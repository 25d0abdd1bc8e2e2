//! Workflow `complete-order-workflow`: nothing more is to be done for an order. `POST /admin/orders/{id}/complete`.

use super::status;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::{Error, Result};
use stheno_order::Order;
use stheno_workflow::RequestCtx;

/// Completes an order that is not canceled; `additional_data` is the shop's own, for its hook.
pub async fn run(ctx: &RequestCtx, id: String, additional_data: Option<Map<String, Json>>) -> Result<()> {
    ctx.transaction("complete-order-workflow", move |cx| async move {
        cx.step("complete-orders").await?;
        let refused = || Error::invalid_data(format!("Orders {id} are canceled and cannot be completed"));
        status::change(&cx, &id, "completed", Order::STATUS.ne("canceled"), refused).await?;
        cx.emit("order.completed", json!({ "id": id }));
        let input = || json!({ "orders": [{ "id": id }], "additional_data": additional_data });
        cx.hook_with("ordersCompleted", input).await.map(drop)
    })
    .await
}
