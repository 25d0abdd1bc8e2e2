//! Order and region, by `order.region_id`.

use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_order::Order;
use stheno_region::Region;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Order::meta, "region_id"), "region", (Region::meta, "id")),
    ReadOnlyLink::list((Region::meta, "id"), "orders", (Order::meta, "region_id")),
];
