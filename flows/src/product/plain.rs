//! Collections, types and tags, as far as their verbs have no rules.

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_product::{ProductCollection, ProductTag, ProductType};

/// Collections.
pub const COLLECTIONS: Plain = Plain {
    model: ProductCollection::meta,
    flow: "collections",
    event: "product-collection",
    label: "Collection",
};
/// Types.
pub const TYPES: Plain =
    Plain { model: ProductType::meta, flow: "product-types", event: "product-type", label: "Product type" };
/// Tags.
pub const TAGS: Plain =
    Plain { model: ProductTag::meta, flow: "product-tags", event: "product-tag", label: "Product tag" };
