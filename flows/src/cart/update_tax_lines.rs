//! Workflow `update-tax-lines`: taxes a cart whatever its region does by itself.

use super::refresh;
use super::state::CartState;
use super::taxes;
use stheno_kernel::Result;
use stheno_query::Held;
use stheno_workflow::RequestCtx;

/// Works the taxes out anew. Fails without a country to go to. Answers the rows of the cart.
pub async fn run(ctx: &RequestCtx, cart_id: String) -> Result<Held> {
    ctx.transaction("update-tax-lines", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        taxes::force(&cx, &mut state).await?;
        refresh::refresh_payment_collection(&cx, &mut state).await?;
        Ok(state.into_held(&cx))
    })
    .await
}
