//! Which price a price set has in a context: pure functions. Rules: Medusa 2.21 `pricing` (`repositories/pricing`,
//! `services/pricing-module`).
//!
//! ```text
//! let price = calculate("pset_1", &rows, &context, &preferences);
//! ```

mod calculate;
mod context;
mod rows;
mod wire;

#[cfg(test)]
mod tests;

pub use calculate::{CalculatedPrice, calculate};
pub use context::{Context, ContextValue};
pub use rows::{PriceList, PriceListRule, PriceListType, PricePreference, PriceRow, PriceRule, RuleOperator};
pub use wire::TaxedAmounts;
