//! Cart and region, by `cart.region_id`.

use stheno_cart::Cart;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_region::Region;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Cart::meta, "region_id"), "region", (Region::meta, "id")),
    ReadOnlyLink::list((Region::meta, "id"), "carts", (Cart::meta, "region_id")),
];
