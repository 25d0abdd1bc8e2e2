//! An order goes over to another customer: asked for, then accepted or declined by whoever holds the token, or called off.

pub mod accept_order_transfer_workflow;
pub mod cancel_transfer_order_request;
pub mod decline_transfer_order_request;
pub mod request_order_transfer_workflow;
pub mod transfer_order_to_guest_workflow;

use super::change::{self, Change, active};
use serde_json::{Value as Json, json};
use stheno_customer::Customer;
use stheno_kernel::{Error, Result};
use stheno_model::Model as _;
use stheno_order::change::{TRANSFER, TRANSFER_CUSTOMER, transfer_token};
use stheno_order::{Order, OrderChange, OrderChangeAction};
use stheno_workflow::FlowTx;

/// What whoever asks says of a transfer.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// For the customer to read.
    pub description: Option<String>,
    /// For the shop only.
    pub internal_note: Option<String>,
}

/// The two rows of a transfer, to be opened.
fn rows(
    cx: &FlowTx,
    to: &Customer,
    words: Words,
    status: &str,
    details: Json,
) -> (OrderChange, OrderChangeAction) {
    let Words { description, internal_note } = words;
    let row = OrderChange {
        change_type: Some(TRANSFER.to_owned()),
        status: status.to_owned(),
        created_by: who(cx),
        description,
        internal_note,
        ..OrderChange::new(cx.stamp())
    };
    let action = OrderChangeAction {
        action: TRANSFER_CUSTOMER.to_owned(),
        reference: Some("customer".to_owned()),
        reference_id: Some(to.id.to_string()),
        details: details.into(),
        ..OrderChangeAction::new(cx.stamp())
    };
    (row, action)
}

/// Gives an order, which the caller holds and has looked at, to a customer and their e-mail address at once: nobody is asked.
pub(crate) async fn give(cx: &FlowTx, order: &Order, to: &Customer, words: Words) -> Result<()> {
    let details = json!({ "original_email": order.email, "new_email": to.email });
    let (row, action) = rows(cx, to, words, "pending", details);
    let opened = change::open(cx, order, row, action).await?;
    change::confirm(cx, order, &opened, who(cx).as_deref()).await
}

/// The actor, if there is one.
fn who(cx: &FlowTx) -> Option<String> {
    Some(cx.ctx().actor.id.clone()).filter(|id| !id.is_empty())
}

/// Whether an order is the customer's already; nothing to be done then.
fn refuse_owner(order: &Order, to: &Customer) -> Result<()> {
    if order.customer_id.as_ref() == Some(&to.id) {
        let message = format!("Order: {} already belongs to customer: {}", order.id, to.id);
        return Err(Error::invalid_data(message));
    }
    Ok(())
}

/// The open transfer of an order.
async fn open_transfer(cx: &FlowTx, order: &Order) -> Result<Option<Change>> {
    let found = active(cx, order).await?;
    Ok(found.filter(|change| change.row.change_type.as_deref() == Some(TRANSFER)))
}

/// The open transfer of an order, as whoever ends it without effect is told.
async fn required_transfer(cx: &FlowTx, order: &Order) -> Result<Change> {
    let missing = || Error::invalid_data("An active Order Change is required to proceed");
    open_transfer(cx, order).await?.ok_or_else(missing)
}

/// Refuses who does not hold the token of this transfer.
fn require_token(change: &Change, shown: &str) -> Result<()> {
    match transfer_token(&change.actions) {
        Some(token) if !shown.is_empty() && token == shown => Ok(()),
        _ => Err(Error::not_allowed("Invalid token.")),
    }
}
