//! What a fresh shop starts with: all countries, in no region yet.

mod countries;

use crate::Country;
use stheno_kernel::Stamp;
use stheno_model::Model as _;

/// All countries, as records made at the stamp's instant.
pub fn rows(stamp: &Stamp) -> Vec<Country> {
    let row = |&(iso_2, iso_3, num_code, name, display_name): &countries::Row| Country {
        iso_2: iso_2.into(),
        iso_3: iso_3.into(),
        num_code: num_code.into(),
        name: name.into(),
        display_name: display_name.into(),
        ..Country::new(stamp)
    };
    countries::COUNTRIES.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::rows;
    use std::collections::HashSet;
    use stheno_kernel::{Stamp, Timestamp};

    #[test]
    fn codes_differ() {
        let rows = rows(&Stamp::new(Timestamp::default(), std::sync::Arc::default()));
        assert_eq!(rows.iter().map(|c| &c.iso_2).collect::<HashSet<_>>().len(), 250);
    }
}
