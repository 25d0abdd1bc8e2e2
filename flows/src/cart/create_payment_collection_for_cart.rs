//! Workflow `create-payment-collection-for-cart`: what is to be paid for a cart; one collection a cart, asked for again or
//! not. `POST /store/payment-collections`.

use super::CartState;
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_model::Model as _;
use stheno_payment::{PaymentCollection, PaymentSession};
use stheno_query::Held;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::create_remote_link_step;

/// Answers the id of the cart's collection, which is made where it is missing, and the rows that are known.
pub async fn run(ctx: &RequestCtx, cart_id: String) -> Result<(String, Held)> {
    ctx.transaction("create-payment-collection-for-cart", move |cx| async move {
        let missing = || Error::not_found(format!("Cart id not found: {cart_id}"));
        let mut state = CartState::lock(&cx, &cart_id).await?.ok_or_else(missing)?;
        if let Some(known) = state.collection.take() {
            return Ok((known.id.into_string(), state.held));
        }
        state.require_open()?;
        cx.step("create-payment-collection").await?;
        let collection = PaymentCollection {
            currency_code: state.cart.currency_code.to_lowercase(),
            amount: state.total(&cx),
            ..PaymentCollection::new(cx.stamp())
        };
        let id = collection.id.clone();
        state.insert(&cx, vec![collection]).await?;
        state.held.whole(PaymentSession::meta().table, "payment_collection_id", [id.as_str()]);
        let link = LinkInput::new(
            (stheno_cart::NAME, "cart_id", cart_id),
            (stheno_payment::NAME, "payment_collection_id", id.as_str()),
        );
        create_remote_link_step(&cx, vec![link]).await?;
        Ok((id.into_string(), state.held))
    })
    .await
}
