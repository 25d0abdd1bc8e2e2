//! Order and sales channel, by `order.sales_channel_id`.

use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_order::Order;
use stheno_sales_channel::SalesChannel;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Order::meta, "sales_channel_id"), "sales_channel", (SalesChannel::meta, "id")),
    ReadOnlyLink::list((SalesChannel::meta, "id"), "orders", (Order::meta, "sales_channel_id")),
];
