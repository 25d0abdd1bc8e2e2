//! Exact amounts in major units (19.99, not 1999).

use crate::Decimal;
use rust_decimal::RoundingStrategy;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// An exact decimal number of money or goods, without a currency.
///
/// Values that come from outside stay below [`Amount::LIMIT`] ([`Amount::accept`]), which leaves room for
/// `amount * quantity` and for sums of ten trillion of them: the operators below cannot overflow.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);
    /// One hundred, for percentages.
    pub const HUNDRED: Self = Self(Decimal::ONE_HUNDRED);
    /// Magnitudes from outside must stay below this (10^15).
    pub const LIMIT: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

    /// The amount, if its magnitude is below [`Amount::LIMIT`].
    pub fn accept(value: Decimal) -> Option<Self> {
        (value.abs() < Self::LIMIT).then_some(Self(value))
    }
    /// Parses decimal or scientific text within the limit.
    pub fn parse(text: &str) -> Option<Self> {
        let value = text.parse().or_else(|_| Decimal::from_scientific(text)).ok()?;
        Self::accept(value)
    }
    /// The number.
    pub fn decimal(self) -> Decimal {
        self.0
    }
    /// Rounds half away from zero to `digits` decimals: the rule for money.
    pub fn round_to(self, digits: u32) -> Self {
        Self(self.0.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
    }
    /// Whether this is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
    /// Whether this is below nothing.
    pub fn is_negative(self) -> bool {
        self < Self::ZERO
    }
    /// The quotient, or zero where the divisor is zero.
    pub fn div_or_zero(self, by: Self) -> Self {
        self.0.checked_div(by.0).map_or(Self::ZERO, Self)
    }
    /// The text of Medusa's `raw_*` column: `{"value": "19.99", "precision": 20}`.
    pub fn raw_json(self) -> crate::JsonText {
        crate::JsonText::from_trusted(format!("{{\"value\":\"{}\",\"precision\":20}}", self.0.normalize()))
    }
}

impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Self {
        Self(value)
    }
}
impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}
impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}
impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Mul for Amount {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}
impl Div for Amount {
    type Output = Self;
    /// Panics on zero, as all division does: use [`Amount::div_or_zero`] unless the divisor is known.
    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
}
impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}
impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An amount of one currency; amounts of two currencies do not add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// Major units.
    pub amount: Amount,
    /// ISO 4217, lower case.
    pub currency_code: String,
}

impl Money {
    /// The sum, or `None` for two currencies.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        (self.currency_code == other.currency_code)
            .then(|| Self { amount: self.amount + other.amount, currency_code: self.currency_code.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limit_is_ten_to_the_fifteenth() {
        assert_eq!(Amount::LIMIT, Decimal::from(1_000_000_000_000_000_i64));
        assert_eq!(Amount::parse("1e15"), None);
        assert_eq!(Amount::parse("1e2"), Some(Amount::HUNDRED));
    }

    #[test]
    fn raw_json_is_normalised() {
        assert_eq!(Amount::parse("19.90").unwrap().raw_json().as_str(), r#"{"value":"19.9","precision":20}"#);
    }

    proptest! {
        #[test]
        fn rounding_moves_at_most_half_a_unit(units in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..8, digits in 0_u32..4) {
            let amount = Amount(Decimal::new(units, scale));
            let moved = (amount.round_to(digits) - amount).0.abs();
            prop_assert!(moved <= Decimal::new(5, digits + 1));
        }
    }
}
