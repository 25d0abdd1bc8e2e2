//! Cart and sales channel, by `cart.sales_channel_id`.

use stheno_cart::Cart;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_sales_channel::SalesChannel;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Cart::meta, "sales_channel_id"), "sales_channel", (SalesChannel::meta, "id")),
    ReadOnlyLink::list((SalesChannel::meta, "id"), "carts", (Cart::meta, "sales_channel_id")),
];
