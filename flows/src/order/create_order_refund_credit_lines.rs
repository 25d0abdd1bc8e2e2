//! Workflow `create-order-refund-credit-lines`: what was given back is taken off what the order costs, by a change of its own.

use super::change;
use serde_json::json;
use stheno_kernel::{Amount, Result};
use stheno_model::Model as _;
use stheno_order::change::{CREDIT_LINE, CREDIT_LINE_ADD};
use stheno_order::{Order, OrderChange, OrderChangeAction, summary};
use stheno_query::GraphRequest;
use stheno_workflow::FlowTx;

/// What an order still has to pay; below zero, what it gets back.
pub(crate) async fn pending(cx: &FlowTx, order: &Order) -> Result<Amount> {
    let question = GraphRequest::new("order")
        .fields(["id", "total", "summary"])
        .filter(json!({ "id": order.id.as_str() }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    let row = answer.first();
    let shown = row.as_ref().and_then(|row| row.get("summary").as_json());
    Ok(shown.map(|shown| summary::read(shown).pending_difference).unwrap_or_default())
}

/// What of a refund goes beyond what the order gets back.
pub(crate) fn beyond(refund: Amount, pending: Amount) -> Amount {
    if pending.is_negative() { (refund + pending).max(Amount::ZERO) } else { refund }
}

/// Takes `amount` off the total of an order that the caller holds; `why` is a kind of reference and which one.
pub(crate) async fn give(cx: &FlowTx, order: &Order, amount: Amount, why: (String, String)) -> Result<()> {
    let cx = &cx.within("create-order-refund-credit-lines");
    let row = OrderChange {
        change_type: Some(CREDIT_LINE.to_owned()),
        status: "pending".to_owned(),
        ..OrderChange::new(cx.stamp())
    };
    let action = OrderChangeAction {
        action: CREDIT_LINE_ADD.to_owned(),
        reference: Some(why.0),
        reference_id: Some(why.1),
        amount: Some(amount),
        details: json!({}).into(),
        ..OrderChangeAction::new(cx.stamp())
    };
    let opened = change::open(cx, order, row, action).await?;
    change::confirm(cx, order, &opened, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_overpaid_is_no_credit() {
        let amount = |text: &str| Amount::parse(text).unwrap();
        let of = |refund: &str, pending: &str| beyond(amount(refund), amount(pending));
        assert_eq!(of("10", "0"), amount("10"));
        assert_eq!(of("10", "5"), amount("10"));
        assert_eq!(of("10", "-4"), amount("6"));
        assert_eq!(of("10", "-40"), Amount::ZERO);
    }
}
