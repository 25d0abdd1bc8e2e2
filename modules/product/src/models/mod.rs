//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod product;
mod product_category;
mod product_collection;
mod product_image;
mod product_option;
mod product_option_value;
mod product_product_option;
mod product_product_option_value;
mod product_tag;
mod product_type;
mod product_variant;
mod product_variant_product_image;

pub use product::Product;
pub use product_category::ProductCategory;
pub use product_collection::ProductCollection;
pub use product_image::ProductImage;
pub use product_option::ProductOption;
pub use product_option_value::ProductOptionValue;
pub use product_product_option::ProductProductOption;
pub use product_product_option_value::ProductProductOptionValue;
pub use product_tag::ProductTag;
pub use product_type::ProductType;
pub use product_variant::ProductVariant;
pub use product_variant_product_image::ProductVariantProductImage;
