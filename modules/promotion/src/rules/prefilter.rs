//! Which automatic promotions are looked at. Upstream picks them in SQL by what the cart could satisfy at all, which is
//! narrower than the rules themselves: an attribute that the cart lacks rules a promotion out, whatever the operator.
//! Rules: Medusa 2.21 `build-promotion-rule-query-filter-from-context`.

use super::conditions::number;
use super::promotion::{Cart, Operator, Promotion, Rule};
use stheno_kernel::Decimal;

/// Whether the cart has every attribute that the promotion's rules name, with a value that could satisfy them.
pub(super) fn could_apply(promotion: &Promotion, cart: &Cart) -> bool {
    let of_method = promotion.method.iter().flat_map(|m| m.target_rules.iter().chain(&m.buy_rules));
    promotion.rules.iter().chain(of_method).all(|rule| satisfiable(rule, cart))
}

/// All values of an attribute over the lines; `None` where no line has it.
fn values<'a>(rule: &Rule, cart: &'a Cart) -> Option<Vec<&'a String>> {
    let merge = |lists: Vec<&'a [String]>| {
        (!lists.is_empty()).then(|| lists.into_iter().flatten().collect::<Vec<_>>())
    };
    if let Some(path) = rule.attribute.strip_prefix("items.") {
        merge(cart.items.iter().filter_map(|item| item.attributes.get(path)).collect())
    } else if let Some(path) = rule.attribute.strip_prefix("shipping_methods.") {
        merge(cart.shipping_methods.iter().filter_map(|method| method.attributes.get(path)).collect())
    } else {
        cart.attributes.get(&rule.attribute).map(|list| list.iter().collect())
    }
}

fn satisfiable(rule: &Rule, cart: &Cart) -> bool {
    let Some(values) = values(rule, cart) else { return false };
    if values.is_empty() {
        return true;
    }
    if matches!(rule.operator, Operator::Eq | Operator::In) {
        return rule.values.iter().any(|value| values.contains(&value));
    }
    let numbers = || values.iter().filter_map(|text| number(text));
    let (Some(least), Some(most)) = (numbers().min(), numbers().max()) else { return true };
    // Each value of the rule must be in reach: one that is not rules the promotion out.
    rule.values.iter().all(|text| in_reach(rule.operator, text, &values, least, most))
}

fn in_reach(operator: Operator, text: &String, values: &[&String], least: Decimal, most: Decimal) -> bool {
    let Some(limit) = number(text) else { return true };
    match operator {
        Operator::Gt => limit < most,
        Operator::Gte => limit <= most || values.contains(&text),
        Operator::Lt => limit > least,
        Operator::Lte => limit >= least || values.contains(&text),
        Operator::Eq | Operator::In | Operator::Ne => true,
    }
}
