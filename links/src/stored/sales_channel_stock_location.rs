//! Sales channel to stock location: where the stock of a channel lies.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_sales_channel::SalesChannel;
use stheno_stock_location::StockLocation;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "sales_channel_stock_location",
    long_table: None,
    service: "SalesChannelSalesChannelStockLocationLocationLink",
    entity: "LinkSalesChannelStockLocation",
    id_prefix: "scloc",
    aliases: &["sales_channel_location", "sales_channel_locations"],
    left: Side::new(SalesChannel::meta, "sales_channel_id", "sales_channel")
        .many()
        .list_field("locations_link")
        .shortcuts(&[Shortcut::list("stock_locations", "location")]),
    right: Side::new(StockLocation::meta, "stock_location_id", "location")
        .many()
        .list_field("sales_channels_link")
        .shortcuts(&[Shortcut::list("sales_channels", "sales_channel")]),
    extra: &[],
    flag: None,
};
