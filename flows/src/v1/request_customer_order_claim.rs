//! A customer asks for orders that were placed without an account: a token for each e-mail address among them, told by the
//! event `order-update-token.created` for whoever reads that address's mail.

use super::missing_customer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use stheno_customer::Customer;
use stheno_http::Http;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_order::Order;
use stheno_workflow::RequestCtx;

/// How long a token is good.
const TTL: Duration = Duration::from_mins(15);

/// What the token of a claim says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claim {
    /// Who is to have the orders.
    #[serde(rename = "claimingCustomerId")]
    pub customer_id: String,
    /// The orders.
    pub orders: Vec<String>,
}

/// Makes the tokens. Orders that are not there, and those of customers with an account, are passed over without a word.
pub async fn run(ctx: &RequestCtx, http: Arc<Http>, customer_id: String, orders: Vec<String>) -> Result<()> {
    let work = ctx.transaction("v1-request-customer-order-claim", move |cx| async move {
        let Some(customer) = cx.lookup::<Customer>(&customer_id).await? else {
            return Err(missing_customer(&customer_id));
        };
        if !customer.has_account {
            return Err(Error::unauthorized("Customer does not have an account"));
        }
        let named = Order::ID.is_in(&orders).and(Order::IS_DRAFT_ORDER.eq(false));
        let found = cx.find::<Order>(named).await?;
        let owners = Customer::ID.is_in(found.iter().filter_map(|order| order.customer_id.as_ref()));
        let registered = cx.find::<Customer>(owners.and(Customer::HAS_ACCOUNT.eq(true))).await?;
        let is_free =
            |order: &&Order| !registered.iter().any(|owner| Some(&owner.id) == order.customer_id.as_ref());
        let mut by_email: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for order in found.iter().filter(is_free) {
            if let Some(email) = order.email.as_deref() {
                by_email.entry(email).or_default().push(order.id.to_string());
            }
        }
        for (email, orders) in by_email {
            let claim = Claim { customer_id: customer_id.clone(), orders: orders.clone() };
            let token = http.tokens().sign_for(&claim, cx.now(), TTL)?;
            let event = json!({
                "old_email": email,
                "new_customer_id": customer_id,
                "orders": orders,
                "token": token,
            });
            cx.emit("order-update-token.created", event);
        }
        Ok(())
    });
    work.await
}
