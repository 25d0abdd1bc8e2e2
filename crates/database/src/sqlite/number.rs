//! Decimals as SQLite sees them: normalised text, ordered by a collation.

use rust_decimal::prelude::ToPrimitive as _;
use std::cmp::Ordering;
use stheno_kernel::Decimal;

/// The one text of a number: no trailing zeros, no exponent, no `-0`.
pub(super) trait NumberText {
    fn number_text(&self) -> String;
}

impl NumberText for Decimal {
    fn number_text(&self) -> String {
        self.normalize().to_string()
    }
}

pub(super) fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

/// The number as an integer, if it is one.
pub(super) fn whole(number: Decimal) -> Option<i64> {
    number.fract().is_zero().then(|| number.to_i64()).flatten()
}

/// The collation DECIMAL: numbers by value, then everything else by bytes.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    match (parse(left), parse(right)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

/// A number as SQLite computes with it: integers stay integers, all else is exact decimal text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Decimal(Decimal),
}

impl Number {
    pub(super) fn decimal(self) -> Decimal {
        match self {
            Self::Int(i) => i.into(),
            Self::Decimal(d) => d,
        }
    }
    fn with(
        self,
        other: Self,
        ints: impl Fn(i64, i64) -> Option<i64>,
        decimals: impl Fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Option<Self> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => ints(a, b).map(Self::Int),
            (a, b) => decimals(a.decimal(), b.decimal()).map(Self::Decimal),
        }
    }
    pub(super) fn add(self, other: Self) -> Option<Self> {
        self.with(other, i64::checked_add, Decimal::checked_add)
    }
    pub(super) fn sub(self, other: Self) -> Option<Self> {
        self.with(other, i64::checked_sub, Decimal::checked_sub)
    }
    pub(super) fn mul(self, other: Self) -> Option<Self> {
        self.with(other, i64::checked_mul, Decimal::checked_mul)
    }
    pub(super) fn least(self, other: Self) -> Self {
        if other.decimal() < self.decimal() { other } else { self }
    }
    pub(super) fn greatest(self, other: Self) -> Self {
        if other.decimal() > self.decimal() { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_by_value() {
        assert_eq!(compare("9", "10"), Ordering::Less);
        assert_eq!(compare("1.50", "1.5"), Ordering::Equal);
        assert_eq!(compare("-2", "-1.999"), Ordering::Less);
        assert_eq!(compare("1", "x"), Ordering::Less);
        assert_eq!(compare("y", "x"), Ordering::Greater);
        assert_eq!(compare("1e3", "999"), Ordering::Greater);
    }

    #[test]
    fn text_has_one_form() {
        assert_eq!(Decimal::new(-1000, 3).number_text(), "-1");
        assert_eq!(Decimal::new(0, 5).number_text(), "0");
    }
}
