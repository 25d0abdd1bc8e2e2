//! From Medusa 2's exact amounts in major units to Medusa 1's integers in the currency's smallest unit.

use stheno_kernel::Decimal;

/// The power of ten between a currency's major and its smallest unit.
pub fn scale(digits: u32) -> Decimal {
    (0..digits.min(9)).fold(Decimal::ONE, |scale, _| scale * Decimal::TEN)
}

/// An amount in smallest units, perhaps with a fraction.
pub fn units(amount: Decimal, digits: u32) -> Decimal {
    amount.saturating_mul(scale(digits))
}

/// An amount in whole smallest units.
pub fn minor(amount: Decimal, digits: u32) -> i64 {
    round(units(amount, digits))
}

/// Half up: 2.5 is 3, -2.5 is -2. What no integer holds is the last that does.
pub fn round(value: Decimal) -> i64 {
    let half = Decimal::new(5, 1);
    let whole = value.saturating_add(half).floor();
    let last = if whole.is_sign_negative() { i64::MIN } else { i64::MAX };
    whole.try_into().unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, digits: u32) -> i64 {
        minor(text.parse().unwrap(), digits)
    }

    #[test]
    fn follows_the_digits_of_the_currency() {
        assert_eq!(of("20.5", 2), 2050);
        assert_eq!(of("19.99", 2), 1999);
        assert_eq!(of("500", 0), 500);
        assert_eq!(of("1.234", 3), 1234);
        assert_eq!(of("0", 2), 0);
    }

    #[test]
    fn rounds_half_up() {
        assert_eq!(of("0.125", 2), 13);
        assert_eq!(of("0.124", 2), 12);
        assert_eq!(of("-0.025", 2), -2);
        assert_eq!(of("-0.026", 2), -3);
        assert_eq!(of("99.5", 0), 100);
        assert_eq!(of("99999999999999999999999999", 3), i64::MAX);
    }
}
