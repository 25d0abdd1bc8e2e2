//! Stock location to fulfillment set: delivery and pickup from there. A set belongs to one location and goes with it.

use stheno_fulfillment::FulfillmentSet;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_stock_location::StockLocation;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "location_fulfillment_set",
    long_table: None,
    service: "StockLocationStockLocationFulfillmentFulfillmentSetLink",
    entity: "LinkLocationFulfillmentSet",
    id_prefix: "locfs",
    aliases: &["location_fulfillment_set", "location_fulfillment_sets"],
    left: Side::new(StockLocation::meta, "stock_location_id", "location")
        .list_field("fulfillment_set_link")
        .shortcuts(&[Shortcut::list("fulfillment_sets", "fulfillment_set")]),
    right: Side::new(FulfillmentSet::meta, "fulfillment_set_id", "fulfillment_set")
        .many()
        .deleted_with_other()
        .field("locations_link")
        .shortcuts(&[Shortcut::one("location", "location")]),
    extra: &[],
    flag: None,
};
