//! Workflow `request-order-transfer-workflow`: a registered customer asks for an order, or the shop does on their behalf.
//! The token that confirms it leaves in the event `order.transfer_requested`, for whoever had the order.

use super::{Words, refuse_owner, rows, who};
use crate::order::change;
use crate::order::update_order::{hold, refuse_canceled};
use serde_json::{Map, json};
use stheno_auth::reset_token;
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_order::OrderChange;
use stheno_workflow::RequestCtx;

/// Which order, for whom.
pub struct Input {
    /// The order.
    pub order_id: String,
    /// Who is to have it.
    pub customer_id: String,
    /// What is said of it.
    pub words: Words,
    /// Whether the order takes the customer's e-mail address too.
    pub update_order_email: bool,
}

/// Asks for the transfer; answers the change's id.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<String> {
    let work = ctx.transaction("request-order-transfer-workflow", move |cx| async move {
        let order = hold(&cx, &input.order_id).await?;
        let customer = cx.lookup::<Customer>(&input.customer_id).await?;
        let missing = || Error::not_found(format!("Customer id not found: {}", input.customer_id));
        let customer = customer.ok_or_else(missing)?;
        cx.step("request-order-transfer-validation").await?;
        refuse_canceled(&order)?;
        if !customer.has_account {
            let email = customer.email.as_deref().unwrap_or_default();
            let message = format!("Cannot transfer order: {} to a guest customer account: {email}", order.id);
            return Err(Error::invalid_data(message));
        }
        refuse_owner(&order, &customer)?;
        let token = reset_token::new_id();
        let mut details = Map::new();
        details.insert("token".to_owned(), token.as_str().into());
        details.insert("original_email".to_owned(), json!(order.email));
        if input.update_order_email {
            details.insert("new_email".to_owned(), json!(customer.email));
        }
        let (row, action) = rows(&cx, &customer, input.words, "requested", details.into());
        let row = OrderChange { requested_by: who(&cx), requested_at: Some(cx.now()), ..row };
        let opened = change::open(&cx, &order, row, action).await?;
        let id = opened.row.id.into_string();
        let event = json!({ "id": order.id.as_str(), "order_change_id": id, "token": token });
        cx.emit("order.transfer_requested", event);
        Ok(id)
    });
    work.await
}
