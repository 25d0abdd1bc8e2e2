//! What is delivered where, how, by whom, and the parcels themselves.

pub mod models;
pub mod rules;
pub mod shown;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "fulfillment";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        Fulfillment::meta(),
        FulfillmentAddress::meta(),
        FulfillmentItem::meta(),
        FulfillmentLabel::meta(),
        FulfillmentProvider::meta(),
        FulfillmentSet::meta(),
        GeoZone::meta(),
        ServiceZone::meta(),
        ShippingOption::meta(),
        ShippingOptionRule::meta(),
        ShippingOptionType::meta(),
        ShippingProfile::meta(),
    ]
}
