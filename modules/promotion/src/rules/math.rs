//! Arithmetic of discounts: quotients to 20 decimals as upstream, and saturation instead of overflow.

use stheno_kernel::{Amount, Decimal};

/// Amounts up to this (`MEDUSA_EPSILON`) are not worth an adjustment.
pub(super) const EPSILON: Decimal = Decimal::from_parts(1, 0, 0, false, 4);
const MAX: Decimal = Decimal::from_parts(2_701_131_776, 466_537_709, 54_210, false, 0);

pub(super) fn mul(a: Amount, b: Amount) -> Amount {
    let edge = if a.is_negative() == b.is_negative() { MAX } else { -MAX };
    Amount::from(a.decimal().checked_mul(b.decimal()).map_or(edge, |v| v.clamp(-MAX, MAX)))
}
/// Zero where the divisor is zero.
pub(super) fn div(a: Amount, b: Amount) -> Amount {
    a.div_or_zero(b).round_to(20)
}
pub(super) fn is_dust(amount: Amount) -> bool {
    amount.decimal() <= EPSILON
}
pub(super) fn percent(value: Amount, of: Amount) -> Amount {
    mul(div(value, Amount::HUNDRED), of)
}
