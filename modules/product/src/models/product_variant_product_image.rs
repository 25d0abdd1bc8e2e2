//! `ProductVariantProductImage`, table `product_variant_product_image`.

use super::{ProductImage, ProductVariant};
use stheno_ids::{ProductImageId, ProductVariantId, ProductVariantProductImageId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A picture of the product that is chosen for a variant.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "product",
    entity = "ProductVariantProductImage",
    table = "product_variant_product_image",
    prefix = "pvpi"
)]
#[index(
    name = "IDX_product_variant_product_image_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_product_variant_product_image_image_id", on("image_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_product_variant_product_image_variant_id",
    on("variant_id"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("image_id"), references = "image", on_delete = "CASCADE")]
pub struct ProductVariantProductImage {
    #[field(id)]
    pub id: ProductVariantProductImageId,
    pub variant_id: ProductVariantId,
    pub image_id: ProductImageId,
    pub variant: BelongsTo<ProductVariant>,
    pub image: BelongsTo<ProductImage>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
