//! Totals of a whole cart or order. Rules: Medusa 2.21 `utils/totals/{cart,credit-lines}`.

use crate::fields::amounts;
use crate::input::Cart;
use crate::line::{ItemTotals, LifecycleTotals, LineTotals, ShippingTotals, item_totals, shipping_totals};
use crate::math::{abs, add, sub, sum};
use crate::rounding::Rounding;
use stheno_kernel::{Amount, Decimal};

amounts! {
    /// The total fields of a cart or order, items and shipping methods together and apart.
    pub struct CartAmounts {
        /// To pay: after discounts and credit lines, with tax.
        total,
        /// Before discounts, without tax.
        subtotal,
        /// Tax after discounts.
        tax_total,
        /// Discounts with tax.
        discount_total,
        /// Discounts without tax.
        discount_subtotal,
        /// The tax that discounts save.
        discount_tax_total,
        /// Before discounts and credit lines, with tax.
        original_total,
        /// Before discounts, without tax.
        original_subtotal,
        /// Tax before discounts.
        original_tax_total,
        /// Items after discounts, with tax.
        item_total,
        /// Items before discounts, without tax.
        item_subtotal,
        /// Tax of the items after discounts.
        item_tax_total,
        /// Discounts on items, with tax.
        item_discount_total,
        /// Items before discounts, with tax.
        original_item_total,
        /// Items before discounts, without tax.
        original_item_subtotal,
        /// Tax of the items before discounts.
        original_item_tax_total,
        /// Shipping after discounts, with tax.
        shipping_total,
        /// Shipping before discounts, without tax.
        shipping_subtotal,
        /// Tax of the shipping after discounts.
        shipping_tax_total,
        /// Discounts on shipping, with tax.
        shipping_discount_total,
        /// Shipping before discounts, with tax.
        original_shipping_total,
        /// Shipping before discounts, without tax.
        original_shipping_subtotal,
        /// Tax of the shipping before discounts.
        original_shipping_tax_total,
        /// Credit lines.
        credit_line_total,
        /// Credit lines.
        credit_line_subtotal,
        /// Always zero: credit lines carry no tax.
        credit_line_tax_total,
    }
}
amounts! {
    /// Members of a credit line.
    pub struct CreditLineTotals {
        /// The amount.
        subtotal,
        /// The amount.
        total,
    }
}

/// Everything about a cart or order; lines in the order of the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CartTotals {
    /// The fields of the cart itself.
    pub amounts: CartAmounts,
    /// For orders: the sums over all items with a detail.
    pub lifecycle: Option<LifecycleTotals>,
    /// By item.
    pub items: Vec<ItemTotals>,
    /// By shipping method.
    pub shipping_methods: Vec<ShippingTotals>,
    /// By credit line.
    pub credit_lines: Vec<CreditLineTotals>,
}

impl CartTotals {
    /// The field of that name.
    pub fn get(&self, field: &str) -> Option<Amount> {
        self.amounts.get(field).or_else(|| self.lifecycle.as_ref()?.get(field))
    }
}

/// Totals of a cart or order.
pub fn cart_totals(cart: &Cart, rounding: Rounding) -> CartTotals {
    let items: Vec<_> = cart.items.iter().map(|item| item_totals(item, rounding)).collect();
    let shipping_methods: Vec<_> =
        cart.shipping_methods.iter().map(|method| shipping_totals(method, rounding)).collect();
    let item = sum_lines(items.iter().map(|i| &i.amounts));
    let shipping = sum_lines(shipping_methods.iter().map(|m| &m.amounts));
    let credit = credit_total(cart);
    CartTotals {
        amounts: cart_amounts(&item, &shipping, credit),
        lifecycle: sum_lifecycles(&items),
        credit_lines: (cart.credit_lines.iter())
            .map(|&amount| CreditLineTotals { subtotal: amount, total: amount })
            .collect(),
        items,
        shipping_methods,
    }
}

/// The smallest amount that counts: one unit of the currency's last decimal.
pub(crate) fn currency_epsilon(digits: u32) -> Amount {
    Amount::from(Decimal::new(1, digits.min(28)))
}

/// A sum of at most one unit of the last decimal counts as none, as upstream has it.
fn credit_total(cart: &Cart) -> Amount {
    let total = sum(cart.credit_lines.iter().copied());
    if abs(total) <= currency_epsilon(cart.currency_digits) { Amount::ZERO } else { total }
}

fn sum_lines<'a>(lines: impl Iterator<Item = &'a LineTotals>) -> LineTotals {
    lines.fold(LineTotals::default(), |acc, line| LineTotals {
        subtotal: add(acc.subtotal, line.subtotal),
        total: add(acc.total, line.total),
        original_subtotal: add(acc.original_subtotal, line.subtotal),
        original_total: add(acc.original_total, line.original_total),
        discount_subtotal: add(acc.discount_subtotal, line.discount_subtotal),
        discount_tax_total: add(acc.discount_tax_total, line.discount_tax_total),
        discount_total: add(acc.discount_total, line.discount_total),
        tax_total: add(acc.tax_total, line.tax_total),
        original_tax_total: add(acc.original_tax_total, line.original_tax_total),
    })
}

fn sum_lifecycles(items: &[ItemTotals]) -> Option<LifecycleTotals> {
    (items.iter().filter_map(|item| item.lifecycle)).reduce(|acc, line| LifecycleTotals {
        fulfilled_total: add(acc.fulfilled_total, line.fulfilled_total),
        shipped_total: add(acc.shipped_total, line.shipped_total),
        return_requested_total: add(acc.return_requested_total, line.return_requested_total),
        return_received_total: add(acc.return_received_total, line.return_received_total),
        return_dismissed_total: add(acc.return_dismissed_total, line.return_dismissed_total),
        write_off_total: add(acc.write_off_total, line.write_off_total),
    })
}

fn cart_amounts(item: &LineTotals, shipping: &LineTotals, credit: Amount) -> CartAmounts {
    let subtotal = add(item.subtotal, shipping.subtotal);
    let tax_total = add(item.tax_total, shipping.tax_total);
    let discount_subtotal = add(item.discount_subtotal, shipping.discount_subtotal);
    CartAmounts {
        total: sub(sub(add(subtotal, tax_total), discount_subtotal), credit),
        subtotal,
        tax_total,
        discount_total: add(item.discount_total, shipping.discount_total),
        discount_subtotal,
        discount_tax_total: add(item.discount_tax_total, shipping.discount_tax_total),
        original_total: add(item.original_total, shipping.original_total),
        original_subtotal: add(item.original_subtotal, shipping.original_subtotal),
        original_tax_total: add(item.original_tax_total, shipping.original_tax_total),
        item_total: item.total,
        item_subtotal: item.subtotal,
        item_tax_total: item.tax_total,
        item_discount_total: item.discount_total,
        original_item_total: item.original_total,
        original_item_subtotal: item.original_subtotal,
        original_item_tax_total: item.original_tax_total,
        shipping_total: shipping.total,
        shipping_subtotal: shipping.subtotal,
        shipping_tax_total: shipping.tax_total,
        shipping_discount_total: shipping.discount_total,
        original_shipping_total: shipping.original_total,
        original_shipping_subtotal: shipping.original_subtotal,
        original_shipping_tax_total: shipping.original_tax_total,
        credit_line_total: credit,
        credit_line_subtotal: credit,
        credit_line_tax_total: Amount::ZERO,
    }
}
