//! Order line item to product and variant, and a variant to the order line items with it.

use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_order::OrderLineItem;
use stheno_product::{Product, ProductVariant};

pub(crate) const LINKS: [ReadOnlyLink; 3] = [
    ReadOnlyLink::one((OrderLineItem::meta, "product_id"), "product", (Product::meta, "id")),
    ReadOnlyLink::one((OrderLineItem::meta, "variant_id"), "variant", (ProductVariant::meta, "id")),
    ReadOnlyLink::list((ProductVariant::meta, "id"), "order_items", (OrderLineItem::meta, "variant_id")),
];
