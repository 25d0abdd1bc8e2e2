//! Shipping option to price set: one to one; the prices go with the option.

use stheno_fulfillment::ShippingOption;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_pricing::PriceSet;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "shipping_option_price_set",
    long_table: None,
    service: "FulfillmentShippingOptionPricingPriceSetLink",
    entity: "LinkShippingOptionPriceSet",
    id_prefix: "sops",
    aliases: &["shipping_option_price_set", "shipping_option_price_sets"],
    left: Side::new(ShippingOption::meta, "shipping_option_id", "shipping_option")
        .field("price_set_link")
        .shortcuts(&[
            Shortcut::list("prices", "price_set.prices"),
            Shortcut::one("calculated_price", "price_set.calculated_price").forward("price_set"),
        ]),
    right: Side::new(PriceSet::meta, "price_set_id", "price_set")
        .deleted_with_other()
        .field("shipping_option_link")
        .shortcuts(&[Shortcut::one("shipping_option", "shipping_option")]),
    extra: &[],
    flag: None,
};
