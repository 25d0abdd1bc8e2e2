//! Standard promotions on shipping methods. Rules: Medusa 2.21 `compute-actions/shipping-methods`.

use super::compute::{Action, State};
use super::conditions::hold;
use super::math::{div, mul, percent};
use super::promotion::{Allocation, CartShippingMethod, Method, MethodType, Promotion};
use stheno_kernel::Amount;

/// Takes the promotion off the shipping methods; always in terms without tax.
pub(super) fn apply<'a>(
    promotion: &Promotion,
    method: &Method,
    shipping: &'a [CartShippingMethod],
    state: &mut State<'a>,
) {
    let Some(allocation) = method.allocation else { return };
    let mut targets: Vec<&CartShippingMethod> =
        shipping.iter().filter(|s| hold(&method.target_rules, &s.attributes, "shipping_methods.")).collect();
    if allocation == Allocation::Once {
        targets.sort_by_key(|s| s.subtotal);
    }
    let all: Amount = targets.iter().map(|s| s.subtotal - state.applied(&s.id)).sum();
    if allocation == Allocation::Across && all <= Amount::ZERO {
        return;
    }
    let mut methods_left = method.max_quantity.unwrap_or_default();
    for target in targets {
        if allocation == Allocation::Once && methods_left <= Amount::ZERO {
            break;
        }
        let left = target.subtotal - state.applied(&target.id);
        let value = match (method.method_type, allocation) {
            (MethodType::Percentage, _) => percent(method.value, left),
            (MethodType::Fixed, Allocation::Across) => mul(div(left, all), method.value),
            (MethodType::Fixed, _) => method.value,
        };
        let amount = value.min(left);
        if amount <= Amount::ZERO || state.refused_by_budget(promotion, amount) {
            continue;
        }
        state.take(&target.id, amount);
        methods_left -= Amount::ONE;
        state.actions.push(Action::AddShippingMethodAdjustment {
            shipping_method_id: target.id.clone(),
            code: promotion.code.clone(),
            promotion_id: promotion.id.clone(),
            amount,
        });
    }
}
