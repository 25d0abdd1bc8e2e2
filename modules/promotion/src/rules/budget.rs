//! Budgets of campaigns. What is checked here is the state that was read; the flow that registers the use checks again,
//! in one statement.

use super::promotion::{Budget, BudgetKind, Cart};
use stheno_kernel::Amount;

/// The cart's value for a budget that counts by attribute; the key of `promotion_campaign_budget_usage`.
pub fn budget_attribute_value<'a>(cart: &'a Cart, attribute: &str) -> Option<&'a str> {
    let one = |path: &str| cart.attributes.get(path)?.first().map(String::as_str);
    let value = match attribute {
        "customer_id" => one("customer_id").or_else(|| one("customer.id")),
        "customer_email" => one("email"),
        _ => None,
    };
    value.filter(|text| !text.is_empty())
}

/// Whether one more use, or `amount` more to spend, is over the limit. Uses by attribute are checked once per promotion
/// ([`exceeded_by_attribute`]), not per line.
pub(super) fn exceeded(budget: Option<&Budget>, amount: Amount) -> bool {
    let Some(budget) = budget else { return false };
    match budget.kind {
        BudgetKind::Spend => over(budget, budget.used + amount),
        BudgetKind::Usage => over(budget, budget.used + Amount::ONE),
        BudgetKind::UseByAttribute { .. } => false,
    }
}

/// Whether one more use by the cart's value is over the limit.
pub(super) fn exceeded_by_attribute(budget: &Budget) -> bool {
    match budget.kind {
        BudgetKind::UseByAttribute { used: Some(used), .. } => over(budget, used + Amount::ONE),
        _ => false,
    }
}

fn over(budget: &Budget, used: Amount) -> bool {
    budget.limit.is_some_and(|limit| !limit.is_zero() && used > limit)
}
