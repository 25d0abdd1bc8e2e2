//! Workflows of stock location.

pub mod create_location_fulfillment_set;
pub mod create_stock_locations;
pub mod delete_stock_locations;
pub mod link_to_stock_location;
pub mod update_stock_locations;

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_stock_location::{StockLocation, StockLocationAddress};

/// Locations without their addresses.
const PLAIN: Plain =
    Plain { model: StockLocation::meta, flow: "stock-locations", event: "", label: "Stock location" };

/// Their addresses.
const ADDRESSES: Plain = Plain {
    model: StockLocationAddress::meta,
    flow: "stock-location-addresses",
    event: "",
    label: "Stock location address",
};
