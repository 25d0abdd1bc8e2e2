//! A cart's shipping method to the option it was chosen from.

use stheno_cart::ShippingMethod;
use stheno_fulfillment::ShippingOption;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;

pub(crate) const LINKS: [ReadOnlyLink; 1] = [ReadOnlyLink::one(
    (ShippingMethod::meta, "shipping_option_id"),
    "shipping_option",
    (ShippingOption::meta, "id"),
)];
