//! Totals of one line item or shipping method. Rules: Medusa 2.21 `utils/totals`: `line-item`, `shipping-method`,
//! `adjustment`, `tax`.

use crate::fields::amounts;
use crate::input::{Adjustment, Detail, LineItem, ShippingMethod, TaxLine};
use crate::math::{add, div, mul, sub, sum};
use crate::rounding::Rounding;
use stheno_kernel::Amount;

amounts! {
    /// The totals that items and shipping methods share. `original_*` is before discounts; without a suffix of tax, a
    /// `*_subtotal` excludes tax and a `*_total` includes it.
    pub struct LineTotals {
        /// Before discounts, without tax.
        subtotal,
        /// After discounts, with tax.
        total,
        /// Before discounts, without tax.
        original_subtotal,
        /// Before discounts, with tax.
        original_total,
        /// Discounts without tax.
        discount_subtotal,
        /// The tax that discounts save.
        discount_tax_total,
        /// Discounts with tax.
        discount_total,
        /// Tax after discounts.
        tax_total,
        /// Tax before discounts.
        original_tax_total,
    }
}
amounts! {
    /// What the pieces of an order's line are worth by how far they have come.
    pub struct LifecycleTotals {
        /// Fulfilled.
        fulfilled_total,
        /// Shipped.
        shipped_total,
        /// A return is asked for.
        return_requested_total,
        /// Came back.
        return_received_total,
        /// Came back unusable.
        return_dismissed_total,
        /// Written off.
        write_off_total,
    }
}
amounts! {
    /// What can still be given back for an order's line.
    pub struct RefundableTotals {
        /// For one piece.
        refundable_total_per_unit,
        /// For all pieces that are not on their way back.
        refundable_total,
    }
}
amounts! {
    /// Members of a tax line.
    pub struct TaxLineTotals {
        /// This rate's tax after discounts.
        total,
        /// This rate's tax before discounts.
        subtotal,
    }
}
amounts! {
    /// Members of an adjustment.
    pub struct AdjustmentTotals {
        /// Without tax.
        subtotal,
        /// With tax.
        total,
    }
}

/// Totals of a line item; `tax_lines` and `adjustments` in the order of the input.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields' types say it")]
pub struct ItemTotals {
    pub amounts: LineTotals,
    /// With [`LineItem::detail`] only.
    pub lifecycle: Option<LifecycleTotals>,
    /// With [`LineItem::detail`] only.
    pub refundable: Option<RefundableTotals>,
    pub tax_lines: Vec<TaxLineTotals>,
    pub adjustments: Vec<AdjustmentTotals>,
}

impl ItemTotals {
    /// The field of that name, among all groups that this line has.
    pub fn get(&self, field: &str) -> Option<Amount> {
        (self.amounts.get(field))
            .or_else(|| self.lifecycle.as_ref()?.get(field))
            .or_else(|| self.refundable.as_ref()?.get(field))
    }
}

/// Totals of a shipping method; `tax_lines` and `adjustments` in the order of the input.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields' types say it")]
pub struct ShippingTotals {
    pub amounts: LineTotals,
    pub tax_lines: Vec<TaxLineTotals>,
    pub adjustments: Vec<AdjustmentTotals>,
}

impl ShippingTotals {
    /// The field of that name.
    pub fn get(&self, field: &str) -> Option<Amount> {
        self.amounts.get(field)
    }
}

/// A price for some quantity, with what reduces and taxes it.
struct Priced<'a> {
    /// With or without tax, as `is_tax_inclusive` says.
    price: Amount,
    is_tax_inclusive: bool,
    /// Without tax.
    discount: Amount,
    tax_lines: &'a [TaxLine],
}

/// Totals of a line item.
pub fn item_totals(item: &LineItem, rounding: Rounding) -> ItemTotals {
    let rate = rate_sum(&item.tax_lines);
    let adjustments = adjustment_totals(&item.adjustments, rate);
    let discount = sum(adjustments.iter().map(|a| a.subtotal));
    let returned =
        item.detail.map_or(Amount::ZERO, |d| add(d.return_received_quantity, d.return_dismissed_quantity));
    let kept = sub(item.quantity, returned);
    // Discounts belong to the whole line: what came back takes its share along.
    let (amounts, tax_lines) = line_totals(
        &Priced {
            price: mul(item.unit_price, kept),
            is_tax_inclusive: item.is_tax_inclusive,
            discount: mul(div(discount, item.quantity), kept),
            tax_lines: &item.tax_lines,
        },
        rounding,
    );
    let mut totals = ItemTotals { amounts, tax_lines, adjustments, ..ItemTotals::default() };
    if let Some(detail) = &item.detail {
        totals.lifecycle = Some(lifecycle_totals(item, detail, discount, rounding));
        totals.refundable = Some(refundable_totals(item, detail, &totals.adjustments, rounding));
    }
    totals
}

/// Totals of a shipping method.
pub fn shipping_totals(method: &ShippingMethod, rounding: Rounding) -> ShippingTotals {
    let adjustments = adjustment_totals(&method.adjustments, rate_sum(&method.tax_lines));
    let (amounts, tax_lines) = line_totals(
        &Priced {
            price: method.amount,
            is_tax_inclusive: method.is_tax_inclusive,
            discount: sum(adjustments.iter().map(|a| a.subtotal)),
            tax_lines: &method.tax_lines,
        },
        rounding,
    );
    ShippingTotals { amounts, tax_lines, adjustments }
}

/// The sum of the rates as a factor: 0.19 for 19 %.
pub(crate) fn rate_sum(tax_lines: &[TaxLine]) -> Amount {
    div(sum(tax_lines.iter().map(|line| line.rate)), Amount::HUNDRED)
}

fn adjustment_totals(adjustments: &[Adjustment], rate: Amount) -> Vec<AdjustmentTotals> {
    let with_tax = add(Amount::ONE, rate);
    let totals = |a: &Adjustment| {
        let subtotal = if a.is_tax_inclusive { div(a.amount, with_tax) } else { a.amount };
        AdjustmentTotals { subtotal, total: add(subtotal, mul(subtotal, rate)) }
    };
    adjustments.iter().map(totals).collect()
}

fn line_totals(line: &Priced<'_>, rounding: Rounding) -> (LineTotals, Vec<TaxLineTotals>) {
    match (rounding, line.is_tax_inclusive) {
        (Rounding::Currency(_), true) => rounded_inclusive(line, rounding),
        _ => net_first(line, rounding),
    }
}

/// Net amounts first, tax on top of them.
fn net_first(line: &Priced<'_>, rounding: Rounding) -> (LineTotals, Vec<TaxLineTotals>) {
    let rate = rate_sum(line.tax_lines);
    let net = if line.is_tax_inclusive { div(line.price, add(Amount::ONE, rate)) } else { line.price };
    let subtotal = rounding.apply(net);
    let discount_subtotal = rounding.apply(line.discount);
    let taxable = sub(subtotal, discount_subtotal);
    let tax = |on: Amount, rate: Amount| rounding.apply(mul(on, div(rate, Amount::HUNDRED)));
    let tax_lines: Vec<_> = (line.tax_lines.iter())
        .map(|l| TaxLineTotals { total: tax(taxable, l.rate), subtotal: tax(subtotal, l.rate) })
        .collect();
    let tax_total = sum(tax_lines.iter().map(|l| l.total));
    let original_tax_total = sum(tax_lines.iter().map(|l| l.subtotal));
    let original_total = if line.is_tax_inclusive { line.price } else { add(subtotal, original_tax_total) };
    let discount_tax_total = sub(original_tax_total, tax_total);
    let totals = LineTotals {
        subtotal,
        total: add(taxable, tax_total),
        original_subtotal: sub(original_total, original_tax_total),
        original_total,
        discount_subtotal,
        discount_tax_total,
        discount_total: add(discount_subtotal, discount_tax_total),
        tax_total,
        original_tax_total,
    };
    (totals, tax_lines)
}

/// Gross amounts first, rounded tax taken out of them: the price on the shelf stays the price to pay.
fn rounded_inclusive(line: &Priced<'_>, rounding: Rounding) -> (LineTotals, Vec<TaxLineTotals>) {
    let with_tax = add(Amount::ONE, rate_sum(line.tax_lines));
    let original_total = rounding.apply(line.price);
    let total = sub(original_total, rounding.apply(mul(line.discount, with_tax)));
    let tax =
        |gross: Amount, rate: Amount| rounding.apply(div(mul(gross, div(rate, Amount::HUNDRED)), with_tax));
    let tax_lines: Vec<_> = (line.tax_lines.iter())
        .map(|l| TaxLineTotals { total: tax(total, l.rate), subtotal: tax(original_total, l.rate) })
        .collect();
    let tax_total = sum(tax_lines.iter().map(|l| l.total));
    let original_tax_total = sum(tax_lines.iter().map(|l| l.subtotal));
    let subtotal = sub(original_total, original_tax_total);
    let discount_tax_total = sub(original_tax_total, tax_total);
    let discount_total = sub(original_total, total);
    let totals = LineTotals {
        subtotal,
        total,
        original_subtotal: subtotal,
        original_total,
        discount_subtotal: sub(discount_total, discount_tax_total),
        discount_tax_total,
        discount_total,
        tax_total,
        original_tax_total,
    };
    (totals, tax_lines)
}

/// Pieces by how far they have come, each at the line's full total divided by its full quantity.
fn lifecycle_totals(
    item: &LineItem,
    detail: &Detail,
    discount: Amount,
    rounding: Rounding,
) -> LifecycleTotals {
    let full = Priced {
        price: mul(item.unit_price, item.quantity),
        is_tax_inclusive: item.is_tax_inclusive,
        discount,
        tax_lines: &item.tax_lines,
    };
    let total = line_totals(&full, rounding).0.total;
    let per_unit = if item.quantity.is_zero() { total } else { div(total, item.quantity) };
    let worth = |quantity: Amount| rounding.apply(mul(per_unit, quantity));
    LifecycleTotals {
        fulfilled_total: worth(detail.fulfilled_quantity),
        shipped_total: worth(detail.shipped_quantity),
        return_requested_total: worth(detail.return_requested_quantity),
        return_received_total: worth(detail.return_received_quantity),
        return_dismissed_total: worth(detail.return_dismissed_quantity),
        write_off_total: worth(detail.written_off_quantity),
    }
}

/// What can be given back for the pieces that stay. A tax-inclusive line is discounted with tax and taxed no further.
fn refundable_totals(
    item: &LineItem,
    detail: &Detail,
    adjustments: &[AdjustmentTotals],
    rounding: Rounding,
) -> RefundableTotals {
    let leaving =
        [detail.return_requested_quantity, detail.return_received_quantity, detail.return_dismissed_quantity];
    let kept = sub(item.quantity, sum(leaving));
    let discount = sum(adjustments.iter().map(|a| if item.is_tax_inclusive { a.total } else { a.subtotal }));
    let net = sub(mul(kept, item.unit_price), mul(kept, div(discount, item.quantity)));
    let tax = |line: &TaxLine| rounding.apply(mul(net, div(line.rate, Amount::HUNDRED)));
    let taxes = if item.is_tax_inclusive { Amount::ZERO } else { sum(item.tax_lines.iter().map(tax)) };
    let refundable_total = rounding.apply(add(net, taxes));
    RefundableTotals { refundable_total_per_unit: div(refundable_total, kept), refundable_total }
}
