//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod tax_provider;
mod tax_rate;
mod tax_rate_rule;
mod tax_region;

pub use tax_provider::TaxProvider;
pub use tax_rate::TaxRate;
pub use tax_rate_rule::TaxRateRule;
pub use tax_region::TaxRegion;
