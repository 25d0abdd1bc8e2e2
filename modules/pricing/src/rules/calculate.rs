//! The pick among the prices of a price set.

use super::context::{Context, ContextValue};
use super::rows::{PriceList, PriceListType, PricePreference, PriceRow, PriceRule, RuleOperator};
use std::cmp::Reverse;
use stheno_kernel::{Amount, Decimal};

/// The price of a price set in a context, with the price that it is compared to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalculatedPrice<'a> {
    /// `pset_…`: the `id` of the answer.
    pub price_set_id: &'a str,
    /// The price to pay.
    pub calculated: &'a PriceRow,
    /// The price without sales; none if nothing but a sale has a price.
    pub original: Option<&'a PriceRow>,
    /// Whether the price to pay includes tax.
    pub is_calculated_price_tax_inclusive: bool,
    /// Whether the original price includes tax.
    pub is_original_price_tax_inclusive: bool,
}

impl CalculatedPrice<'_> {
    /// Major units.
    pub fn calculated_amount(&self) -> Amount {
        self.calculated.amount
    }
    /// Major units.
    pub fn original_amount(&self) -> Option<Amount> {
        self.original.map(|price| price.amount)
    }
    /// Whether the price to pay comes from a price list.
    pub fn is_calculated_price_price_list(&self) -> bool {
        self.calculated.price_list.is_some()
    }
    /// Whether the original price comes from a price list.
    pub fn is_original_price_price_list(&self) -> bool {
        self.original.is_some_and(|price| price.price_list.is_some())
    }
}

/// The price of a price set, `None` if none applies. `prices` are all rows of the set, in any currency.
pub fn calculate<'a>(
    price_set_id: &'a str,
    prices: &'a [PriceRow],
    context: &Context,
    preferences: &[PricePreference],
) -> Option<CalculatedPrice<'a>> {
    let mut applicable: Vec<&PriceRow> = prices.iter().filter(|price| applies(price, context)).collect();
    // Upstream leaves ties to the database; here an override wins over a sale, and then the first row.
    applicable.sort_by_key(|price| {
        let is_sale = list_type(price) == Some(PriceListType::Sale);
        (price.price_list.is_none(), Reverse(specificity(price)), price.amount, is_sale)
    });

    let default = applicable.iter().copied().find(|price| price.price_list.is_none());
    let listed = applicable.iter().copied().find(|price| price.price_list.is_some());
    // A sale that runs beside an override is compared to the override, not to the default.
    let overriding =
        applicable.iter().copied().find(|price| list_type(price) == Some(PriceListType::Override));
    let reference = overriding.or(default);

    let (calculated, original) = match listed.map(|price| (price, list_type(price))) {
        None => (default?, reference),
        Some((price, Some(PriceListType::Override))) => (price, Some(price)),
        Some((price, _)) => match default {
            Some(default) if default.amount < price.amount => (default, reference),
            _ => (price, reference),
        },
    };
    Some(CalculatedPrice {
        price_set_id,
        calculated,
        original,
        is_calculated_price_tax_inclusive: includes_tax(calculated, context, preferences),
        is_original_price_tax_inclusive: original.is_some_and(|p| includes_tax(p, context, preferences)),
    })
}

fn list_type(price: &PriceRow) -> Option<PriceListType> {
    price.price_list.as_ref().map(|list| list.list_type)
}

/// The more rules were satisfied, the better the price fits.
fn specificity(price: &PriceRow) -> usize {
    price.rules.len() + price.price_list.as_ref().map_or(0, |list| list.rules.len())
}

fn applies(price: &PriceRow, context: &Context) -> bool {
    price.currency_code.eq_ignore_ascii_case(&context.currency_code)
        && fits_quantity(price, context.quantity)
        && price.price_list.as_ref().is_none_or(|list| runs(list, context))
        && price.rules.iter().all(|rule| matches(rule, context))
}

fn fits_quantity(price: &PriceRow, quantity: Option<Amount>) -> bool {
    let from = |quantity: Amount| price.min_quantity.is_none_or(|min| min <= quantity);
    match quantity {
        None => from(Amount::ONE),
        Some(quantity) => from(quantity) && price.max_quantity.is_none_or(|max| quantity <= max),
    }
}

fn runs(list: &PriceList, context: &Context) -> bool {
    list.is_active
        && list.starts_at.is_none_or(|start| start <= context.now)
        && list.ends_at.is_none_or(|end| context.now <= end)
        && list.rules.iter().all(|rule| match context.attributes.get(&rule.attribute) {
            Some(ContextValue::Texts(texts)) => rule.values.iter().any(|value| texts.contains(value)),
            // The values of list rules are texts, and a number is none of them.
            Some(ContextValue::Number(_)) | None => false,
        })
}

fn matches(rule: &PriceRule, context: &Context) -> bool {
    match context.attributes.get(&rule.attribute) {
        None => false,
        Some(ContextValue::Texts(texts)) => texts.contains(&rule.value),
        Some(ContextValue::Number(number)) => compares(*number, rule),
    }
}

fn compares(number: Decimal, rule: &PriceRule) -> bool {
    if rule.operator == RuleOperator::Eq {
        return number.normalize().to_string() == rule.value;
    }
    let Ok(limit) = rule.value.parse::<Decimal>() else { return false };
    match rule.operator {
        RuleOperator::Eq => number == limit,
        RuleOperator::Gt => number > limit,
        RuleOperator::Gte => number >= limit,
        RuleOperator::Lt => number < limit,
        RuleOperator::Lte => number <= limit,
    }
}

/// The region's preference counts for prices that are made for that region, the currency's for all others.
fn includes_tax(price: &PriceRow, context: &Context, preferences: &[PricePreference]) -> bool {
    let preference = |attribute: &str, value: &str| {
        preferences.iter().find(|p| p.attribute == attribute && p.value == value).map(|p| p.is_tax_inclusive)
    };
    let region = context.region_id().filter(|region| {
        price.rules.iter().any(|rule| rule.attribute == "region_id" && rule.value == *region)
    });
    (region.and_then(|region| preference("region_id", region)))
        .or_else(|| preference("currency_code", &price.currency_code))
        .unwrap_or(false)
}
