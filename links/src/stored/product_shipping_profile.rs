//! Product to shipping profile: how a product ships. A product has one profile.

use stheno_fulfillment::ShippingProfile;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_product::Product;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "product_shipping_profile",
    long_table: None,
    service: "ProductProductFulfillmentShippingProfileLink",
    entity: "LinkProductShippingProfile",
    id_prefix: "prodsp",
    aliases: &["product_shipping_profile", "product_shipping_profiles"],
    left: Side::new(Product::meta, "product_id", "product")
        .many()
        .field("shipping_profiles_link")
        .shortcuts(&[Shortcut::one("shipping_profile", "shipping_profile")]),
    right: Side::new(ShippingProfile::meta, "shipping_profile_id", "shipping_profile")
        .list_field("products_link"),
    extra: &[],
    flag: None,
};
