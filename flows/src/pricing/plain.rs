//! Price preferences and lists, as far as their verbs have no rules.

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_pricing::{PriceList, PricePreference};

/// Price preferences.
pub const PREFERENCES: Plain =
    Plain { model: PricePreference::meta, flow: "price-preferences", event: "", label: "PricePreference" };
/// Price lists, as far as their verbs have no rules: deletion.
pub const LISTS: Plain =
    Plain { model: PriceList::meta, flow: "price-lists", event: "price-list", label: "Price list" };
