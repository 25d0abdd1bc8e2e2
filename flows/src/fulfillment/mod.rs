//! Workflows of fulfillment.

pub mod create_service_zones;
pub mod delete_fulfillment_sets;
mod geo_zones;
pub mod provider_options;
pub mod service_zones;
pub mod update_service_zones;

use crate::plain::Plain;
use stheno_fulfillment::{FulfillmentSet, ServiceZone, ShippingProfile};
use stheno_model::Model as _;

/// Shipping profiles, which have no rules of their own.
pub const SHIPPING_PROFILES: Plain =
    Plain { model: ShippingProfile::meta, flow: "shipping-profiles", event: "", label: "Shipping profile" };

const SETS: Plain =
    Plain { model: FulfillmentSet::meta, flow: "fulfillment-sets", event: "", label: "Fulfillment set" };

const ZONES: Plain =
    Plain { model: ServiceZone::meta, flow: "service-zones", event: "", label: "Service zone" };
