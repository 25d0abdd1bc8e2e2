//! What is translated of a product, and a translation's product. Behind the flag `translation`.

use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_product::{
    Product, ProductCategory, ProductCollection, ProductOption, ProductOptionValue, ProductTag, ProductType,
    ProductVariant,
};
use stheno_translation::Translation;

pub(crate) const LINKS: [ReadOnlyLink; 9] = [
    ReadOnlyLink::list((Product::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductVariant::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductCategory::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductCollection::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductTag::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductType::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductOption::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::list((ProductOptionValue::meta, "id"), "translations", (Translation::meta, "reference_id"))
        .behind("translation"),
    ReadOnlyLink::one((Translation::meta, "reference_id"), "product", (Product::meta, "id"))
        .behind("translation"),
];
