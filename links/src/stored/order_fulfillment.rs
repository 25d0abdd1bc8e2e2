//! Order to fulfillment: the parcels of an order. A fulfillment belongs to one order.

use stheno_fulfillment::Fulfillment;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::Order;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_fulfillment",
    long_table: None,
    service: "OrderOrderFulfillmentFulfillmentLink",
    entity: "LinkOrderFulfillment",
    id_prefix: "ordful",
    aliases: &["order_fulfillment", "order_fulfillments"],
    left: Side::new(Order::meta, "order_id", "order")
        .list_field("fulfillment_link")
        .shortcuts(&[Shortcut::list("fulfillments", "fulfillments")]),
    right: Side::new(Fulfillment::meta, "fulfillment_id", "fulfillments")
        .many()
        .field("order_link")
        .shortcuts(&[Shortcut::one("order", "order")]),
    extra: &[],
    flag: None,
};
