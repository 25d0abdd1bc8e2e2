//! Whether rules hold for a record.

use super::attributes::Attributes;
use super::promotion::{Operator, Rule};
use stheno_kernel::Decimal;

/// Whether all rules hold. `prefix` (`items.`) is cut from the rules' attributes.
pub(super) fn hold(rules: &[Rule], attributes: &Attributes, prefix: &str) -> bool {
    rules.iter().all(|rule| {
        let path = rule.attribute.strip_prefix(prefix).unwrap_or(&rule.attribute);
        holds(rule, attributes.resolve(path))
    })
}

/// A rule on an empty list holds only for `ne`. An undefined attribute differs from every value, and counts as zero.
fn holds(rule: &Rule, values: Option<&[String]>) -> bool {
    if rule.attribute.is_empty() || rule.values.is_empty() {
        return false;
    }
    let is_value = |text: &String| rule.values.contains(text);
    match (rule.operator, values) {
        (Operator::Ne, None) => true,
        (Operator::Eq | Operator::In, None) => false,
        (Operator::Ne, Some(values)) => !values.iter().any(is_value),
        (Operator::Eq, Some(values)) => !values.is_empty() && values.iter().all(is_value),
        (Operator::In, Some(values)) => values.iter().any(is_value),
        (operator, None) => compares(operator, Some(Decimal::ZERO), rule),
        (operator, Some(values)) => {
            !values.is_empty() && values.iter().all(|text| compares(operator, number(text), rule))
        }
    }
}

/// Whether the number compares to one of the rule's values; what is no number does not compare.
fn compares(operator: Operator, value: Option<Decimal>, rule: &Rule) -> bool {
    let Some(value) = value else { return false };
    rule.values.iter().filter_map(|text| number(text)).any(|limit| match operator {
        Operator::Gt => value > limit,
        Operator::Gte => value >= limit,
        Operator::Lt => value < limit,
        Operator::Lte => value <= limit,
        Operator::Eq | Operator::In | Operator::Ne => false,
    })
}

pub(super) fn number(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}
