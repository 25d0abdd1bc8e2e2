//! Workflow `update-cart-promotions`: adds, removes or replaces the promotion codes of a cart.

use super::state::CartState;
use super::{promotions, refresh};
use serde_json::json;
use stheno_kernel::Result;
use stheno_query::Held;
use stheno_workflow::RequestCtx;

/// What to do with the codes given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Beside those that discount something already.
    Add,
    /// No longer.
    Remove,
    /// These and no others.
    Replace,
}

/// Changes the codes of a cart; answers its rows.
pub async fn run(ctx: &RequestCtx, cart_id: String, codes: Vec<String>, action: Action) -> Result<Held> {
    ctx.transaction("update-cart-promotions", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id })).await?;
        let mut wanted = if action == Action::Replace { Vec::new() } else { state.adjustment_codes() };
        match action {
            Action::Remove => wanted.retain(|code| !codes.contains(code)),
            Action::Add | Action::Replace => wanted.extend(codes),
        }
        promotions::apply(&cx, &mut state, Some(wanted)).await?;
        refresh::refresh_payment_collection(&cx, &mut state).await?;
        Ok(state.into_held(&cx))
    })
    .await
}
