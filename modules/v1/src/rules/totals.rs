//! Totals of an order as Medusa 1 works them out: integers in the smallest unit, each tax line rounded for itself, so that
//! what an answer shows adds up.

use super::money::round;
use stheno_kernel::Decimal;

/// A line of an order. Amounts are in smallest units.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Of one unit.
    pub unit_price: i64,
    /// Units bought.
    pub quantity: i64,
    /// Units that came back.
    pub returned: i64,
    /// The line's share of discounts, without tax; perhaps with a fraction.
    pub discount: Decimal,
    /// Rates of its tax lines, in percent.
    pub rates: Vec<Decimal>,
    /// Whether the price includes tax.
    pub includes_tax: bool,
}

/// Totals of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineTotals {
    /// Without tax, before discounts.
    pub subtotal: i64,
    /// The discount, perhaps with a fraction.
    pub raw_discount_total: Decimal,
    /// The discount.
    pub discount_total: i64,
    /// Tax after discounts.
    pub tax_total: i64,
    /// What the line costs.
    pub total: i64,
    /// Tax before discounts.
    pub original_tax_total: i64,
    /// What the line would cost without discounts.
    pub original_total: i64,
    /// What may be given back for the units that did not come back yet.
    pub refundable: i64,
}

/// A delivery. Amounts are in smallest units.
#[derive(Clone, Debug, Default)]
pub struct Method {
    /// Its price.
    pub price: i64,
    /// Discounts on it, without tax.
    pub discount: Decimal,
    /// Rates of its tax lines, in percent.
    pub rates: Vec<Decimal>,
    /// Whether the price includes tax.
    pub includes_tax: bool,
}

/// Totals of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MethodTotals {
    /// Without tax, after discounts.
    pub subtotal: i64,
    /// Tax.
    pub tax_total: i64,
    /// With tax.
    pub total: i64,
    /// Tax before discounts.
    pub original_tax_total: i64,
    /// With tax, before discounts.
    pub original_total: i64,
}

/// What an order was paid with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paid {
    /// Of all payments, captured or not, canceled or not.
    pub paid: i64,
    /// Of all refunds.
    pub refunded: i64,
    /// What else made the order cheaper, tax and all: store credit.
    pub credit: i64,
}

/// Totals of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "names of the wire")]
pub struct OrderTotals {
    pub subtotal: i64,
    pub raw_discount_total: Decimal,
    pub discount_total: i64,
    pub shipping_total: i64,
    pub item_tax_total: i64,
    pub shipping_tax_total: i64,
    pub tax_total: i64,
    pub gift_card_total: i64,
    pub gift_card_tax_total: i64,
    pub total: i64,
    pub paid_total: i64,
    pub refunded_total: i64,
    pub refundable_amount: i64,
}

fn decimal(units: i64) -> Decimal {
    units.into()
}

fn sum(rates: &[Decimal]) -> Decimal {
    rates.iter().fold(Decimal::ZERO, |sum, rate| sum.saturating_add(*rate))
}

/// Tax on a net amount, each line rounded.
fn tax(net: Decimal, rates: &[Decimal]) -> i64 {
    let of = |rate: &Decimal| round(net.saturating_mul(*rate) / Decimal::ONE_HUNDRED);
    rates.iter().map(of).fold(0, i64::saturating_add)
}

/// The amount without the tax that it includes.
fn net(amount: i64, rates: &[Decimal], includes_tax: bool) -> i64 {
    if !includes_tax {
        return amount;
    }
    let gross = Decimal::ONE_HUNDRED.saturating_add(sum(rates));
    let share = sum(rates).checked_div(gross).unwrap_or_default();
    amount.saturating_sub(round(decimal(amount).saturating_mul(share)))
}

/// Totals of a line.
pub fn line(line: &Line) -> LineTotals {
    let price = line.unit_price.saturating_mul(line.quantity);
    let subtotal = net(price, &line.rates, line.includes_tax);
    let discounted = decimal(subtotal).saturating_sub(line.discount);
    let discount_total = round(line.discount);
    let tax_total = tax(discounted, &line.rates);
    let original_tax_total = tax(decimal(subtotal), &line.rates);
    let left = decimal(line.quantity.saturating_sub(line.returned).max(0));
    let share = left.checked_div(decimal(line.quantity)).unwrap_or_default();
    let refundable = discounted.saturating_mul(share);
    LineTotals {
        subtotal,
        raw_discount_total: line.discount,
        discount_total,
        tax_total,
        total: subtotal.saturating_sub(discount_total).saturating_add(tax_total),
        original_tax_total,
        original_total: subtotal.saturating_add(original_tax_total),
        refundable: round(refundable).saturating_add(tax(refundable, &line.rates)),
    }
}

/// Totals of a delivery. One that is discounted whole costs nothing.
pub fn method(method: &Method) -> MethodTotals {
    let original = net(method.price, &method.rates, method.includes_tax);
    let subtotal = round(decimal(original).saturating_sub(method.discount)).max(0);
    let tax_total = tax(decimal(subtotal), &method.rates);
    let original_tax_total = tax(decimal(original), &method.rates);
    MethodTotals {
        subtotal,
        tax_total,
        total: subtotal.saturating_add(tax_total),
        original_tax_total,
        original_total: original.saturating_add(original_tax_total),
    }
}

/// Totals of an order.
pub fn order(lines: &[LineTotals], methods: &[MethodTotals], paid: Paid) -> OrderTotals {
    let of_lines = |part: fn(&LineTotals) -> i64| lines.iter().map(part).fold(0, i64::saturating_add);
    let of_methods = |part: fn(&MethodTotals) -> i64| methods.iter().map(part).fold(0, i64::saturating_add);
    let raw_discount_total =
        lines.iter().fold(Decimal::ZERO, |sum, line| sum.saturating_add(line.raw_discount_total));
    let (subtotal, shipping_total) = (of_lines(|line| line.subtotal), of_methods(|method| method.subtotal));
    let (item_tax_total, shipping_tax_total) =
        (of_lines(|line| line.tax_total), of_methods(|method| method.tax_total));
    let discount_total = round(raw_discount_total);
    let tax_total = item_tax_total.saturating_add(shipping_tax_total);
    let sold = subtotal.saturating_add(shipping_total).saturating_add(tax_total);
    OrderTotals {
        subtotal,
        raw_discount_total,
        discount_total,
        shipping_total,
        item_tax_total,
        shipping_tax_total,
        tax_total,
        gift_card_total: paid.credit,
        gift_card_tax_total: 0,
        total: sold.saturating_sub(discount_total).saturating_sub(paid.credit),
        paid_total: paid.paid,
        refunded_total: paid.refunded,
        refundable_amount: paid.paid.saturating_sub(paid.refunded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten() -> Vec<Decimal> {
        vec![Decimal::TEN]
    }

    /// 2 x 20.50 USD plus 5.00 shipping at 10 % tax, as Medusa 1.20.11 calculates.
    fn bought(discount: i64) -> (LineTotals, MethodTotals) {
        let discount = decimal(discount);
        let item = Line { unit_price: 2050, quantity: 2, discount, rates: ten(), ..Line::default() };
        (line(&item), method(&Method { price: 500, rates: ten(), ..Method::default() }))
    }

    #[test]
    fn without_discount() {
        let (item, shipping) = bought(0);
        let paid = Paid { paid: 5060, ..Paid::default() };
        let all = order(&[item], &[shipping], paid);
        assert_eq!((all.subtotal, all.shipping_total, all.item_tax_total), (4100, 500, 410));
        assert_eq!((all.shipping_tax_total, all.tax_total, all.total), (50, 460, 5060));
        assert_eq!((all.paid_total, all.refundable_amount), (5060, 5060));
        assert_eq!((item.total, item.refundable), (4510, 4510));
    }

    #[test]
    fn with_a_discount() {
        let (item, shipping) = bought(410);
        let all = order(&[item], &[shipping], Paid::default());
        assert_eq!((all.discount_total, all.item_tax_total, all.total), (410, 369, 4609));
        assert_eq!((item.original_tax_total, item.original_total, item.total), (410, 4510, 4059));
    }

    #[test]
    fn what_came_back_is_not_refundable_again() {
        let item = Line {
            unit_price: 1000,
            quantity: 4,
            returned: 3,
            discount: decimal(400),
            rates: ten(),
            includes_tax: false,
        };
        let totals = line(&item);
        assert_eq!((totals.refundable, totals.total), (990, 3960));
        let gone = line(&Line { returned: 4, ..item });
        assert_eq!(gone.refundable, 0);
    }

    #[test]
    fn a_price_may_include_its_tax() {
        let item =
            Line { unit_price: 1100, quantity: 1, rates: ten(), includes_tax: true, ..Line::default() };
        let totals = line(&item);
        assert_eq!((totals.subtotal, totals.tax_total, totals.total), (1000, 100, 1100));
    }

    #[test]
    fn tax_lines_are_rounded_each() {
        let rates = vec![Decimal::new(55, 1), Decimal::new(55, 1)];
        let totals = line(&Line { unit_price: 10, quantity: 1, rates, ..Line::default() });
        assert_eq!(totals.tax_total, 2);
    }

    #[test]
    fn free_shipping_is_free_and_credit_counts_once() {
        let free = method(&Method { price: 500, discount: decimal(500), rates: ten(), includes_tax: false });
        assert_eq!((free.subtotal, free.tax_total, free.total), (0, 0, 0));
        assert_eq!((free.original_tax_total, free.original_total), (50, 550));
        let (item, _) = bought(0);
        let all = order(&[item], &[free], Paid { credit: 510, refunded: 7, paid: 4000 });
        assert_eq!((all.gift_card_total, all.total, all.refundable_amount), (510, 4000, 3993));
        assert_eq!(
            all.total,
            all.subtotal + all.shipping_total + all.tax_total - all.discount_total - all.gift_card_total
        );
    }

    #[test]
    fn nothing_is_too_much() {
        let item = Line { unit_price: i64::MAX, quantity: i64::MAX, rates: ten(), ..Line::default() };
        assert_eq!(line(&item).subtotal, i64::MAX);
    }
}
