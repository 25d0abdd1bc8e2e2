//! Whoever holds the token of a claim gives its orders to the customer who asked: all of them, or none.

use super::request_customer_order_claim::Claim;
use crate::order::transfer::{Words, give};
use stheno_customer::Customer;
use stheno_http::auth::Tokens;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_order::Order;
use stheno_workflow::RequestCtx;

/// Moves the orders. Those that are the customer's already stay as they are.
pub async fn run(ctx: &RequestCtx, tokens: &Tokens, token: &str) -> Result<()> {
    let claim = tokens.verify_as::<Claim>(token, ctx.now()).ok_or_else(invalid)?;
    let work = ctx.transaction("v1-confirm-customer-order-claim", move |cx| async move {
        let customer = cx.lookup::<Customer>(&claim.customer_id).await?.ok_or_else(invalid)?;
        let orders = cx.find_locked::<Order>(Order::ID.is_in(&claim.orders)).await?;
        if orders.iter().any(|order| order.status == "canceled") {
            return Err(Error::not_allowed("A canceled order cannot be updated"));
        }
        let claimed: Vec<&Order> =
            orders.iter().filter(|order| order.customer_id.as_ref() != Some(&customer.id)).collect();
        // Since the token was made, somebody else may have come by the order in the same way.
        let owners = Customer::ID.is_in(claimed.iter().filter_map(|order| order.customer_id.as_ref()));
        if cx.count::<Customer>(owners.and(Customer::HAS_ACCOUNT.eq(true))).await? > 0 {
            return Err(invalid());
        }
        for order in claimed {
            give(&cx, order, &customer, Words::default()).await?;
        }
        Ok(())
    });
    work.await
}

fn invalid() -> Error {
    Error::unauthorized("Invalid or expired token")
}
