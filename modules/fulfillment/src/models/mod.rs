//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod fulfillment;
mod fulfillment_address;
mod fulfillment_item;
mod fulfillment_label;
mod fulfillment_provider;
mod fulfillment_set;
mod geo_zone;
mod service_zone;
mod shipping_option;
mod shipping_option_rule;
mod shipping_option_type;
mod shipping_profile;

pub use fulfillment::Fulfillment;
pub use fulfillment_address::FulfillmentAddress;
pub use fulfillment_item::FulfillmentItem;
pub use fulfillment_label::FulfillmentLabel;
pub use fulfillment_provider::FulfillmentProvider;
pub use fulfillment_set::FulfillmentSet;
pub use geo_zone::GeoZone;
pub use service_zone::ServiceZone;
pub use shipping_option::ShippingOption;
pub use shipping_option_rule::ShippingOptionRule;
pub use shipping_option_type::ShippingOptionType;
pub use shipping_profile::ShippingProfile;
