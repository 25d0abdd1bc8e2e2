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
