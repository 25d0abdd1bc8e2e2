//! Product variant to price set: one to one; the prices go with the variant.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_pricing::PriceSet;
use stheno_product::ProductVariant;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "product_variant_price_set",
    long_table: None,
    service: "ProductVariantPricingPriceSetLink",
    entity: "LinkProductVariantPriceSet",
    id_prefix: "pvps",
    aliases: &["product_variant_price_set", "product_variant_price_sets"],
    left: Side::new(ProductVariant::meta, "variant_id", "variant").field("price_set_link").shortcuts(&[
        Shortcut::one("price_set", "price_set"),
        Shortcut::list("prices", "price_set.prices").forward("price_set"),
        Shortcut::one("calculated_price", "price_set.calculated_price").forward("price_set"),
    ]),
    right: Side::new(PriceSet::meta, "price_set_id", "price_set")
        .deleted_with_other()
        .field("variant_link")
        .shortcuts(&[Shortcut::one("variant", "variant")]),
    extra: &[],
    flag: None,
};
