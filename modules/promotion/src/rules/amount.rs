//! What one promotion takes off one line. Rules: Medusa 2.21 `utils/totals/promotion`.

use super::math::{div, is_dust, mul, percent};
use super::promotion::{CartItem, Method, MethodType};
use stheno_kernel::Amount;

/// What decides the amount beside the line itself.
pub(super) struct Share<'a> {
    pub method: &'a Method,
    pub is_tax_inclusive: bool,
    /// What other promotions took off this line, without tax.
    pub applied: Amount,
}

impl Share<'_> {
    /// The line's worth in the terms of the promotion, with or without tax.
    pub fn worth(&self, item: &CartItem) -> Amount {
        if self.is_tax_inclusive { item.original_total } else { item.subtotal }
    }
    /// What is left of the line's worth after other promotions.
    pub fn left(&self, item: &CartItem) -> Amount {
        self.worth(item) - self.applied_in_terms(item)
    }
    fn applied_in_terms(&self, item: &CartItem) -> Amount {
        if self.is_tax_inclusive {
            mul(self.applied, div(item.original_total, item.subtotal))
        } else {
            self.applied
        }
    }
    /// Spread over all lines by what is left of them; `all` is what is left of all.
    pub fn across(&self, item: &CartItem, all: Amount) -> Amount {
        let pieces =
            self.method.max_quantity.filter(|q| !q.is_zero()).map_or(item.quantity, |q| q.min(item.quantity));
        let left = mul(div(self.worth(item), item.quantity), pieces) - self.applied_in_terms(item);
        if is_dust(left) {
            return Amount::ZERO;
        }
        let value = match self.method.method_type {
            MethodType::Percentage => percent(self.method.value, left),
            MethodType::Fixed => mul(div(left, all), self.method.value),
        };
        payable(value.min(left))
    }
    /// On up to `max_quantity` pieces of this line.
    pub fn each(&self, item: &CartItem, max_quantity: Option<Amount>) -> Amount {
        let pieces = max_quantity.unwrap_or(Amount::ONE);
        let most = mul(div(self.worth(item), item.quantity), pieces);
        let left = self.left(item).min(most);
        if is_dust(left) {
            return Amount::ZERO;
        }
        let value = match self.method.method_type {
            MethodType::Percentage => percent(self.method.value, left),
            MethodType::Fixed => mul(self.method.value, pieces.min(item.quantity)),
        };
        payable(value.min(left))
    }
}

fn payable(amount: Amount) -> Amount {
    if is_dust(amount) { Amount::ZERO } else { amount }
}
