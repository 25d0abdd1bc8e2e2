//! An order's shipping method to the option it was chosen from.

use stheno_fulfillment::ShippingOption;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_order::OrderShippingMethod;

pub(crate) const LINKS: [ReadOnlyLink; 1] = [ReadOnlyLink::one(
    (OrderShippingMethod::meta, "shipping_option_id"),
    "shipping_option",
    (ShippingOption::meta, "id"),
)];
