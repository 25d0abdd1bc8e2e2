//! What the actions of an order's change do to it once the change is confirmed.

use crate::OrderChangeAction;
use serde_json::Value as Json;
use stheno_ids::CustomerId;
use stheno_kernel::{Amount, Error, Result};

/// The action that gives an order to another customer: `reference_id` is the customer, `details.token` proves that whoever
/// had the order agrees, `details.new_email` becomes the order's address.
pub const TRANSFER_CUSTOMER: &str = "TRANSFER_CUSTOMER";
/// The kind of change that such an action makes up.
pub const TRANSFER: &str = "transfer";
/// The action that takes `amount` off what an order costs; `reference` and `reference_id` say why.
pub const CREDIT_LINE_ADD: &str = "CREDIT_LINE_ADD";
/// The kind of change that such an action makes up.
pub const CREDIT_LINE: &str = "credit_line";

/// A credit line that an order gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Major units, off the total.
    pub amount: Amount,
    /// What it comes from.
    pub reference: Option<String>,
    /// Which one.
    pub reference_id: Option<String>,
}

/// What an order becomes; nothing where it stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whose it is.
    pub customer_id: Option<CustomerId>,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// What comes off its total.
    pub credits: Vec<Credit>,
}

/// What actions do together, in their order. Fails with `invalid_data` at an action that is not understood.
pub fn outcome(actions: &[OrderChangeAction]) -> Result<Outcome> {
    let mut ordered: Vec<&OrderChangeAction> = actions.iter().filter(|action| !action.applied).collect();
    ordered.sort_by_key(|action| action.ordering);
    let mut outcome = Outcome::default();
    for action in ordered {
        match action.action.as_str() {
            TRANSFER_CUSTOMER => hand_over(action, &mut outcome)?,
            CREDIT_LINE_ADD => outcome.credits.push(credit(action)?),
            other => return Err(Error::invalid_data(format!("Action type {other} is not supported"))),
        }
    }
    Ok(outcome)
}

fn hand_over(action: &OrderChangeAction, outcome: &mut Outcome) -> Result<()> {
    let customer = action.reference_id.as_deref().filter(|id| !id.is_empty());
    let customer = customer.ok_or_else(|| Error::invalid_data("Reference to customer ID is required"))?;
    outcome.customer_id = Some(customer.into());
    if let Some(email) = detail(action, "new_email") {
        outcome.email = Some(email);
    }
    Ok(())
}

fn credit(action: &OrderChangeAction) -> Result<Credit> {
    let amount = action.amount.ok_or_else(|| Error::invalid_data("Amount is required."))?;
    Ok(Credit { amount, reference: action.reference.clone(), reference_id: action.reference_id.clone() })
}

/// The secret of a transfer, if the actions are one.
pub fn transfer_token(actions: &[OrderChangeAction]) -> Option<String> {
    transfer(actions).and_then(|action| detail(action, "token"))
}

/// Who is to have the order, if the actions are a transfer.
pub fn transfer_to(actions: &[OrderChangeAction]) -> Option<&str> {
    transfer(actions)?.reference_id.as_deref()
}

fn transfer(actions: &[OrderChangeAction]) -> Option<&OrderChangeAction> {
    actions.iter().find(|action| action.action == TRANSFER_CUSTOMER)
}

/// A member of an action's details that is a text with something in it.
fn detail(action: &OrderChangeAction, name: &str) -> Option<String> {
    let details = action.details.to_value();
    details.get(name).and_then(Json::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn transfer_action(ordering: i64, to: Option<&str>, details: Json) -> OrderChangeAction {
        OrderChangeAction {
            ordering,
            action: TRANSFER_CUSTOMER.to_owned(),
            reference_id: to.map(str::to_owned),
            details: details.into(),
            ..OrderChangeAction::default()
        }
    }

    #[test]
    fn the_last_action_decides() {
        let actions = [
            transfer_action(2, Some("cus_2"), json!({})),
            transfer_action(1, Some("cus_1"), json!({ "new_email": "one@order.test" })),
            OrderChangeAction { applied: true, ..transfer_action(3, Some("cus_3"), json!({})) },
        ];
        let expected = Outcome {
            customer_id: Some("cus_2".into()),
            email: Some("one@order.test".into()),
            credits: Vec::new(),
        };
        assert_eq!(outcome(&actions).unwrap(), expected);
        assert_eq!(outcome(&[]).unwrap(), Outcome::default());
    }

    #[test]
    fn credits_add_up() {
        let credit = |ordering, amount: Option<&str>| OrderChangeAction {
            ordering,
            action: CREDIT_LINE_ADD.to_owned(),
            amount: amount.and_then(Amount::parse),
            ..OrderChangeAction::default()
        };
        let outcome_of = outcome(&[credit(2, Some("0.5")), credit(1, Some("7.25"))]).unwrap();
        let amounts: Vec<String> = outcome_of.credits.iter().map(|c| c.amount.to_string()).collect();
        assert_eq!(amounts, ["7.25", "0.5"]);
        assert_eq!(outcome(&[credit(1, None)]).unwrap_err().message(), "Amount is required.");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let refused = outcome(&[transfer_action(1, None, json!({}))]).unwrap_err();
        assert_eq!(refused.message(), "Reference to customer ID is required");
        let other = OrderChangeAction { action: "ITEM_ADD".into(), ..OrderChangeAction::default() };
        assert_eq!(outcome(&[other]).unwrap_err().message(), "Action type ITEM_ADD is not supported");
    }

    #[test]
    fn a_transfer_to_a_guest_has_no_token() {
        let asked = [transfer_action(1, Some("cus_1"), json!({ "token": "t" }))];
        assert_eq!(transfer_token(&asked).as_deref(), Some("t"));
        assert_eq!(transfer_to(&asked), Some("cus_1"));
        assert_eq!(transfer_token(&[transfer_action(1, Some("cus_1"), json!({ "token": "" }))]), None);
        assert_eq!(transfer_token(&[]), None);
    }
}
