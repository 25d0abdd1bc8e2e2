//! Workflow `transfer-cart-customer`: a cart becomes the logged-in customer's.

use super::customer;
use super::refresh::{self, Refresh};
use super::state::CartState;
use serde_json::json;
use stheno_cart::Cart;
use stheno_kernel::Result;
use stheno_model::{Patch, Records};
use stheno_workflow::RequestCtx;

/// Hands the cart over; a cart that is the customer's already stays as it is.
pub async fn run(ctx: &RequestCtx, cart_id: String, customer_id: String) -> Result<()> {
    ctx.transaction("transfer-cart-customer", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id, "customer_id": customer_id })).await?;
        let customer = customer::existing(&cx, &customer_id).await?;
        if state.cart.customer_id.as_ref() == Some(&customer.id) {
            return Ok(());
        }
        cx.step("update-carts").await?;
        let patch = Patch::<Cart>::at(cx.now())
            .set(Cart::CUSTOMER_ID, customer.id.as_str())
            .set(Cart::EMAIL, customer.email.clone());
        cx.update(Cart::ID.eq(&state.cart.id), patch).await?;
        (state.cart.customer_id, state.cart.email) = (Some(customer.id), customer.email);
        refresh::run(&cx, &mut state, Refresh { prices: true, promo_codes: None }).await?;
        cx.emit("cart.customer_transferred", json!({ "id": cart_id, "customer_id": customer_id }));
        Ok(())
    })
    .await
}
