//! Where totals are rounded to the currency, and where not: `docs/adr/0007-tax-rounding.md`.

use stheno_kernel::Amount;

/// The policy by which a line's amounts become amounts of the currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Nothing is rounded: what Medusa answers, and what the wire contract says.
    #[default]
    None,
    /// Each line's price, discount and tax per tax line is rounded half away from zero to this many decimals, so that
    /// every total is payable. A tax-inclusive price stays what it is; its net is the rest after rounded tax.
    Currency(u32),
}

impl Rounding {
    /// The amount under this policy.
    pub fn apply(self, amount: Amount) -> Amount {
        match self {
            Self::None => amount,
            Self::Currency(digits) => amount.round_to(digits),
        }
    }
}

/// What a shop rounds: nothing, or the amounts of each currency to its decimals. A shop chooses once.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundingPolicy(Option<fn(&str) -> u32>);

impl RoundingPolicy {
    /// Nothing is rounded.
    pub const EXACT: Self = Self(None);

    /// Everything is rounded to the decimals of its currency, which `digits` tells by ISO 4217 code in lower case.
    pub fn to_currency(digits: fn(&str) -> u32) -> Self {
        Self(Some(digits))
    }
    /// How amounts of a currency are rounded.
    pub fn of(self, currency_code: &str) -> Rounding {
        self.0.map_or(Rounding::None, |digits| Rounding::Currency(digits(currency_code)))
    }
    /// Whether amounts stay as they are, of whatever currency.
    pub fn is_exact(self) -> bool {
        self.0.is_none()
    }
}
