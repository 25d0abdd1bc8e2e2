//! `ProductImage`, table `image`.

use super::{Product, ProductVariant};
use stheno_ids::{ProductId, ProductImageId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, ManyToMany, Model};

/// A picture of a product, in the order of `rank`; variants may show a choice of them.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductImage", table = "image", prefix = "img")]
#[model(aliases("product_image", "product_images"), linkable("product_image_id"))]
#[index(name = "IDX_image_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_image_product_id", on("product_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_image_rank", on("rank"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_image_rank_product_id", on("rank", "product_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_image_url", on("url"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_product_image_url_rank_product_id",
    on("url", "rank", "product_id"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("product_id"), references = "product", on_delete = "CASCADE", on_update_cascade)]
pub struct ProductImage {
    #[field(id)]
    pub id: ProductImageId,
    pub url: String,
    pub metadata: Option<JsonText>,
    #[field(default = "0")]
    pub rank: i64,
    pub product_id: ProductId,
    pub product: BelongsTo<Product>,
    #[relation(pivot = "product_variant_product_image", own = "image_id", target = "variant_id")]
    pub variants: ManyToMany<ProductVariant>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
