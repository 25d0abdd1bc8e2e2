//! A store's currency to the currency itself.

use stheno_currency::Currency;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_store::StoreCurrency;

pub(crate) const LINKS: [ReadOnlyLink; 1] =
    [ReadOnlyLink::one((StoreCurrency::meta, "currency_code"), "currency", (Currency::meta, "code"))];
