//! What is sold: products, variants, options, and the ways they are sorted.

pub mod handle;
pub mod models;
mod pivots;
pub mod service;
pub mod service_category;
pub mod service_option;
pub mod service_variant;

pub use models::*;
pub use pivots::pivot_tables;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "product";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        Product::meta(),
        ProductCategory::meta(),
        ProductCollection::meta(),
        ProductImage::meta(),
        ProductOption::meta(),
        ProductOptionValue::meta(),
        ProductProductOption::meta(),
        ProductProductOptionValue::meta(),
        ProductTag::meta(),
        ProductType::meta(),
        ProductVariant::meta(),
        ProductVariantProductImage::meta(),
    ]
}
