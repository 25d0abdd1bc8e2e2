//! What a fresh shop starts with: all currencies.

mod currencies;

use crate::Currency;
use stheno_kernel::{Amount, Stamp};
use stheno_model::Model as _;

/// All currencies, as records made at the stamp's instant.
pub fn rows(stamp: &Stamp) -> Vec<Currency> {
    let row = |&(code, symbol, symbol_native, name, decimal_digits, rounding): &currencies::Row| Currency {
        code: code.into(),
        symbol: symbol.into(),
        symbol_native: symbol_native.into(),
        name: name.into(),
        decimal_digits,
        rounding: Amount::parse(rounding).expect("the table holds numbers"),
        ..Currency::new(stamp)
    };
    currencies::CURRENCIES.iter().map(row).collect()
}

/// Decimals of a currency's smallest unit; none for an unknown currency.
pub fn decimal_digits(code: &str) -> Option<u32> {
    let row = currencies::CURRENCIES.iter().find(|row| row.0.eq_ignore_ascii_case(code))?;
    row.4.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::rows;
    use std::collections::HashSet;
    use stheno_kernel::{Amount, Stamp, Timestamp};

    #[test]
    fn codes_differ_and_swiss_francs_round_to_five() {
        let rows = rows(&Stamp::new(Timestamp::default(), std::sync::Arc::default()));
        assert_eq!(rows.iter().map(|c| &c.code).collect::<HashSet<_>>().len(), 126);
        let francs = rows.iter().find(|c| c.code == "chf").unwrap();
        assert_eq!(Some(francs.rounding), Amount::parse("0.05"));
    }
}
