//! One price with and without tax, as product pages show it. Rule: Medusa 2.21 `utils/totals/tax`.

use crate::input::TaxLine;
use crate::line::rate_sum;
use crate::math::{add, div, mul, sub, sum};
use stheno_kernel::Amount;

/// A price on both sides of tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceWithTax {
    /// `calculated_amount_with_tax`
    pub with_tax: Amount,
    /// `calculated_amount_without_tax`
    pub without_tax: Amount,
}

/// Adds tax to a price that excludes it, or takes it out of one that includes it.
pub fn price_with_tax(amount: Amount, includes_tax: bool, tax_lines: &[TaxLine]) -> PriceWithTax {
    let taxable = if includes_tax { div(amount, add(Amount::ONE, rate_sum(tax_lines))) } else { amount };
    let tax = sum(tax_lines.iter().map(|line| mul(taxable, div(line.rate, Amount::HUNDRED))));
    if includes_tax {
        PriceWithTax { with_tax: amount, without_tax: sub(amount, tax) }
    } else {
        PriceWithTax { with_tax: add(amount, tax), without_tax: amount }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let tax = [TaxLine { rate: Amount::from(19) }];
        let p = price_with_tax(Amount::HUNDRED, false, &tax);
        assert_eq!((p.with_tax, p.without_tax), (Amount::from(119), Amount::HUNDRED));
        let p = price_with_tax(Amount::from(119), true, &tax);
        assert_eq!((p.with_tax, p.without_tax), (Amount::from(119), Amount::HUNDRED));
    }
}
