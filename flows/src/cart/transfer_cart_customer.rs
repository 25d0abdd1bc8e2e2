//! Workflow `transfer-cart-customer`: a cart becomes the logged-in customer's.

use super::customer::{self, Found};
use super::refresh::{self, Refresh};
use super::state::CartState;
use serde_json::json;
use stheno_cart::Cart;
use stheno_kernel::Result;
use stheno_model::Patch;
use stheno_query::Held;
use stheno_workflow::RequestCtx;

/// Hands the cart over; a cart that is the customer's already stays as it is. Answers its
/// rows.
pub async fn run(ctx: &RequestCtx, cart_id: String, customer_id: String) -> Result<Held> {
    ctx.transaction("transfer-cart-customer", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id, "customer_id": customer_id })).await?;
        let customer = customer::existing(&cx, &customer_id).await?;
        if state.cart.customer_id.as_ref() == Some(&customer.id) {
            return Ok(state.into_held(&cx));
        }
        cx.step("update-carts").await?;
        let patch = Patch::<Cart>::at(cx.now())
            .set(Cart::CUSTOMER_ID, customer.id.as_str())
            .set(Cart::EMAIL, customer.email.clone());
        state.patch(&cx, patch).await?;
        (state.cart.customer_id, state.cart.email) = (Some(customer.id.clone()), customer.email.clone());
        state.take_customer(&cx, Found { record: customer, is_new: false }).await?;
        refresh::run(&cx, &mut state, Refresh { prices: true, promo_codes: None }).await?;
        cx.emit("cart.customer_transferred", json!({ "id": cart_id, "customer_id": customer_id }));
        Ok(state.into_held(&cx))
    })
    .await
}
