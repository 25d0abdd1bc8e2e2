//! Arithmetic of totals: Medusa's `BigNumber` with its 20 decimals in quotients, on exact decimals.
//!
//! Medusa divides to 20 decimals, rounding half away from zero, and multiplies exactly; so do these functions as far as
//! 28 digits reach. They saturate at [`MAX`] instead of overflowing.

use rust_decimal::RoundingStrategy;
use stheno_kernel::{Amount, Decimal};

/// Results saturate at this magnitude (10^24), so that sums of 10,000 of them still fit.
pub const MAX: Decimal = Decimal::from_parts(2_701_131_776, 466_537_709, 54_210, false, 0);
/// Decimals of a quotient.
const QUOTIENT_DIGITS: u32 = 20;

fn clamp(value: Option<Decimal>, negative: bool) -> Amount {
    let edge = if negative { -MAX } else { MAX };
    Amount::from(value.map_or(edge, |v| v.clamp(-MAX, MAX)))
}

/// The product.
pub fn mul(a: Amount, b: Amount) -> Amount {
    clamp(a.decimal().checked_mul(b.decimal()), a.is_negative() != b.is_negative())
}
/// The quotient to 20 decimals; zero where the divisor is zero.
pub fn div(a: Amount, b: Amount) -> Amount {
    if b.is_zero() {
        return Amount::ZERO;
    }
    let exact = a.decimal().checked_div(b.decimal());
    let rounded =
        exact.map(|q| q.round_dp_with_strategy(QUOTIENT_DIGITS, RoundingStrategy::MidpointAwayFromZero));
    clamp(rounded, a.is_negative() != b.is_negative())
}
/// The sum.
pub fn add(a: Amount, b: Amount) -> Amount {
    clamp(a.decimal().checked_add(b.decimal()), a.is_negative())
}
/// The difference.
pub fn sub(a: Amount, b: Amount) -> Amount {
    add(a, -b)
}
/// The sum of many.
pub fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    amounts.into_iter().fold(Amount::ZERO, add)
}
/// The magnitude.
pub fn abs(a: Amount) -> Amount {
    if a.is_negative() { -a } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::from(text.parse::<Decimal>().unwrap())
    }

    #[test]
    fn quotients_have_twenty_decimals_rounded_half_up() {
        assert_eq!(div(amount("100"), amount("1.19")).to_string(), "84.0336134453781512605");
        assert_eq!(div(amount("2"), amount("3")).to_string(), "0.66666666666666666667");
        assert_eq!(div(amount("2"), Amount::ZERO), Amount::ZERO);
    }

    #[test]
    fn overflow_saturates() {
        assert_eq!(MAX, "1000000000000000000000000".parse::<Decimal>().unwrap());
        let huge = amount("900000000000000");
        assert_eq!(mul(huge, huge).decimal(), MAX);
        assert_eq!(mul(huge, -huge).decimal(), -MAX);
        assert_eq!(add(Amount::from(MAX), Amount::from(MAX)).decimal(), MAX);
        assert_eq!(div(huge, amount("0.00000000000000000001")).decimal(), MAX);
    }
}
