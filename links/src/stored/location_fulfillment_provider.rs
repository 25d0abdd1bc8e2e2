//! Stock location to fulfillment provider: who ships from there.

use stheno_fulfillment::FulfillmentProvider;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_stock_location::StockLocation;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "location_fulfillment_provider",
    long_table: None,
    service: "StockLocationStockLocationFulfillmentFulfillmentProviderLink",
    entity: "LinkLocationFulfillmentProvider",
    id_prefix: "locfp",
    aliases: &["location_fulfillment_provider", "location_fulfillment_providers"],
    left: Side::new(StockLocation::meta, "stock_location_id", "location")
        .many()
        .list_field("fulfillment_provider_link")
        .shortcuts(&[Shortcut::list("fulfillment_providers", "fulfillment_provider")]),
    right: Side::new(FulfillmentProvider::meta, "fulfillment_provider_id", "fulfillment_provider")
        .many()
        .list_field("locations_link")
        .shortcuts(&[Shortcut::list("locations", "location")]),
    extra: &[],
    flag: None,
};
