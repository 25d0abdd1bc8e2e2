//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod price;
mod price_list;
mod price_list_rule;
mod price_preference;
mod price_rule;
mod price_set;

pub use price::Price;
pub use price_list::PriceList;
pub use price_list_rule::PriceListRule;
pub use price_preference::PricePreference;
pub use price_rule::PriceRule;
pub use price_set::PriceSet;
