//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod layout_configuration;
mod property_label;
mod user_preference;
mod view_configuration;

pub use layout_configuration::LayoutConfiguration;
pub use property_label::PropertyLabel;
pub use user_preference::UserPreference;
pub use view_configuration::ViewConfiguration;
