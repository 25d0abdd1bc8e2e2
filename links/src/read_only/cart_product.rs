//! Cart line item to product and variant, and a variant to the cart line items with it.

use stheno_cart::LineItem;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_product::{Product, ProductVariant};

pub(crate) const LINKS: [ReadOnlyLink; 3] = [
    ReadOnlyLink::one((LineItem::meta, "product_id"), "product", (Product::meta, "id")),
    ReadOnlyLink::one((LineItem::meta, "variant_id"), "variant", (ProductVariant::meta, "id")),
    ReadOnlyLink::list((ProductVariant::meta, "id"), "cart_items", (LineItem::meta, "variant_id")),
];
