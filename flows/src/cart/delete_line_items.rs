//! Workflow `delete-line-items`: lines leave a cart.

use super::refresh::{self, Refresh};
use super::state::CartState;
use serde_json::json;
use stheno_cart::LineItem;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_query::Held;
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Removes lines; ids that are not in the cart are no error. Answers the rows of the cart.
pub async fn run(ctx: &RequestCtx, cart_id: String, ids: Vec<String>) -> Result<Held> {
    ctx.transaction("delete-line-items", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        remove(&cx, &mut state, &ids).await?;
        refresh::run(&cx, &mut state, Refresh::default()).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        Ok(state.into_held(&cx))
    })
    .await
}

/// Removes lines as a step of a flow; only lines of this cart.
pub async fn remove(cx: &FlowTx, state: &mut CartState, ids: &[String]) -> Result<()> {
    cx.step("delete-line-items-step").await?;
    let own: Vec<String> =
        state.lines.iter().map(|l| l.item.id.to_string()).filter(|id| ids.contains(id)).collect();
    delete_records(cx, LineItem::meta(), &own).await?;
    state.held.drop_rows(LineItem::meta().table, &own);
    state.lines.retain(|l| !own.contains(&l.item.id.to_string()));
    Ok(())
}
