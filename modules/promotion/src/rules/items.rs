//! Standard promotions on items and on the whole order. Rules: Medusa 2.21 `compute-actions/line-items`.

use super::amount::Share;
use super::compute::{Action, State};
use super::conditions::hold;
use super::math::{div, mul};
use super::promotion::{Allocation, CartItem, Method, Promotion, Target};
use stheno_kernel::Amount;

/// Takes the promotion off the items.
pub(super) fn apply<'a>(
    promotion: &Promotion,
    method: &Method,
    items: &'a [CartItem],
    state: &mut State<'a>,
) {
    let allocation = match (method.allocation, method.target) {
        (Some(allocation), _) => allocation,
        (None, Target::Order) => Allocation::Across,
        (None, _) => Allocation::Each,
    };
    let mut items: Vec<&CartItem> = items.iter().filter(|item| is_target(item, method)).collect();
    if allocation == Allocation::Once {
        items.sort_by_key(|item| div(item.subtotal, item.quantity));
    }
    let share = |item: &CartItem, state: &State<'a>| Share {
        method,
        is_tax_inclusive: promotion.is_tax_inclusive,
        applied: state.applied(&item.id),
    };
    let all: Amount = items.iter().map(|item| share(item, state).left(item)).sum();
    if allocation == Allocation::Across && all <= Amount::ZERO {
        return;
    }
    let mut pieces_left = method.max_quantity.unwrap_or_default();
    for item in items {
        let share = share(item, state);
        if allocation == Allocation::Once && pieces_left <= Amount::ZERO {
            break;
        }
        if share.worth(item) <= Amount::ZERO {
            continue;
        }
        let pieces = pieces_left.min(item.quantity);
        let amount = match allocation {
            Allocation::Across => share.across(item, all),
            Allocation::Each => share.each(item, method.max_quantity),
            Allocation::Once => share.each(item, Some(pieces)),
        };
        if amount <= Amount::ZERO || state.refused_by_budget(promotion, amount) {
            continue;
        }
        let without_tax = if promotion.is_tax_inclusive {
            mul(amount, div(item.subtotal, item.original_total))
        } else {
            amount
        };
        state.take(&item.id, without_tax);
        pieces_left -= pieces;
        state.actions.push(Action::AddItemAdjustment {
            item_id: item.id.clone(),
            code: promotion.code.clone(),
            promotion_id: promotion.id.clone(),
            amount,
            is_tax_inclusive: promotion.is_tax_inclusive,
        });
    }
}

fn is_target(item: &CartItem, method: &Method) -> bool {
    item.is_discountable
        && item.subtotal > Amount::ZERO
        && hold(&method.target_rules, &item.attributes, "items.")
}
