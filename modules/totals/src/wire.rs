//! Amounts as answers print them: the number, and the `raw_*` object beside it. Rule: Medusa 2.21 `BigNumber`.

use rust_decimal::RoundingStrategy;
use stheno_kernel::{Amount, Decimal, JsonText};

/// Magnitudes up to this print as 0 (`MEDUSA_EPSILON`); the raw object keeps them.
const EPSILON: Decimal = Decimal::from_parts(1, 0, 0, false, 4);
/// Significant digits of a raw value.
const PRECISION: u32 = 20;

/// The amount whose number is printed.
pub fn number(amount: Amount) -> Amount {
    if amount.decimal().abs() <= EPSILON { Amount::ZERO } else { amount }
}

/// `{"value": "19.99", "precision": 20}` with 20 significant digits.
pub fn raw(amount: Amount) -> JsonText {
    let rounded = amount.decimal().round_sf_with_strategy(PRECISION, RoundingStrategy::MidpointAwayFromZero);
    Amount::from(rounded.unwrap_or(amount.decimal())).raw_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dust_prints_as_zero_but_stays_in_the_raw_value() {
        let dust = Amount::parse("0.0001").unwrap();
        assert_eq!(number(dust), Amount::ZERO);
        assert_eq!(raw(dust).as_str(), r#"{"value":"0.0001","precision":20}"#);
        assert_eq!(number(Amount::parse("-0.00011").unwrap()).to_string(), "-0.00011");
    }

    #[test]
    fn raw_values_have_twenty_digits() {
        let long = Amount::parse("99.999999999999999999995").unwrap();
        assert_eq!(raw(long).as_str(), r#"{"value":"100","precision":20}"#);
        let third = crate::math::div(Amount::HUNDRED, Amount::from(3));
        assert_eq!(raw(third).as_str(), r#"{"value":"33.333333333333333333","precision":20}"#);
    }
}
