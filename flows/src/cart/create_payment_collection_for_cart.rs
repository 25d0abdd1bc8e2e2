//! Workflow `create-payment-collection-for-cart`: what is to be paid for a cart; one collection a cart, asked for again or
//! not. `POST /store/payment-collections`.

use super::CartState;
use stheno_database::{Expr, Select, Type};
use stheno_kernel::{Result, Value};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records};
use stheno_payment::PaymentCollection;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Answers the id of the cart's collection, which is made where it is missing.
pub async fn run(ctx: &RequestCtx, cart_id: String) -> Result<String> {
    ctx.transaction("create-payment-collection-for-cart", move |cx| async move {
        if let Some(known) = collection_of(&cx, &cart_id).await? {
            return Ok(known);
        }
        let state = CartState::open(&cx, &cart_id).await?;
        // Somebody may have been faster while the cart was locked.
        if let Some(known) = collection_of(&cx, &cart_id).await? {
            return Ok(known);
        }
        cx.step("create-payment-collection").await?;
        let collection = PaymentCollection {
            currency_code: state.cart.currency_code.to_lowercase(),
            amount: state.total(&cx),
            ..PaymentCollection::new(cx.stamp())
        };
        let id = collection.id.clone();
        cx.insert_one(collection).await?;
        let link = LinkInput::new(
            (stheno_cart::NAME, "cart_id", cart_id),
            (stheno_payment::NAME, "payment_collection_id", id.as_str()),
        );
        create_remote_link_step(&cx, vec![link]).await?;
        Ok(id.into_string())
    })
    .await
}

/// The ids of the collections that a cart is linked with; as a select, for conditions.
pub(super) fn collections_of(cart_id: &str) -> Select {
    Select::from_as("cart_payment_collection", stheno_database::Alias(1))
        .column("payment_collection_id", Type::Text)
        .filter(Expr::Column(stheno_database::Alias(1), "cart_id").eq(cart_id))
        .filter(Expr::Column(stheno_database::Alias(1), "deleted_at").is_null())
}

async fn collection_of(cx: &FlowTx, cart_id: &str) -> Result<Option<String>> {
    let row = cx.run(collections_of(cart_id)).await?.into_values().pop();
    Ok(row.as_ref().and_then(Value::as_str).map(str::to_owned))
}
