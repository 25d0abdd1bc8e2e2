//! Product to sales channel: where a product is sold.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_product::Product;
use stheno_sales_channel::SalesChannel;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "product_sales_channel",
    long_table: None,
    service: "ProductProductSalesChannelSalesChannelLink",
    entity: "LinkProductSalesChannel",
    id_prefix: "prodsc",
    aliases: &["product_sales_channel", "product_sales_channels"],
    left: Side::new(Product::meta, "product_id", "product")
        .many()
        .list_field("sales_channels_link")
        .shortcuts(&[Shortcut::list("sales_channels", "sales_channel")]),
    right: Side::new(SalesChannel::meta, "sales_channel_id", "sales_channel")
        .many()
        .list_field("products_link"),
    extra: &[],
    flag: None,
};
