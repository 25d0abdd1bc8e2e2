//! `ProductVariant`, table `product_variant`.

use super::{Product, ProductImage, ProductOptionValue};
use stheno_ids::{ProductId, ProductVariantId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, ManyToMany, Model};

/// What is put into a cart: one combination of a product's option values, with its own code, stock and price.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductVariant", table = "product_variant", prefix = "variant")]
#[model(
    aliases("product_variant", "product_variants", "variant", "variants"),
    linkable("product_variant_id", "variant_id")
)]
#[model(search_index)]
#[index(name = "IDX_product_variant_barcode_unique", on("barcode"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_variant_deleted_at", on("deleted_at"))]
#[index(name = "IDX_product_variant_ean_unique", on("ean"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_variant_id_product_id", on("id", "product_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_variant_product_id", on("product_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_variant_sku_unique", on("sku"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_variant_upc_unique", on("upc"), unique, filter = "deleted_at IS NULL")]
#[foreign_key(on("product_id"), references = "product", on_delete = "CASCADE", on_update_cascade)]
pub struct ProductVariant {
    #[field(id)]
    pub id: ProductVariantId,
    #[field(search, translatable)]
    pub title: String,
    #[field(search)]
    pub sku: Option<String>,
    #[field(search)]
    pub barcode: Option<String>,
    #[field(search)]
    pub ean: Option<String>,
    #[field(search)]
    pub upc: Option<String>,
    #[field(default = "false")]
    pub allow_backorder: bool,
    #[field(default = "true")]
    pub manage_inventory: bool,
    pub hs_code: Option<String>,
    pub origin_country: Option<String>,
    pub mid_code: Option<String>,
    #[field(translatable)]
    pub material: Option<String>,
    pub weight: Option<f64>,
    pub length: Option<f64>,
    pub height: Option<f64>,
    pub width: Option<f64>,
    pub metadata: Option<JsonText>,
    #[field(default = "0")]
    pub variant_rank: Option<i64>,
    pub thumbnail: Option<String>,
    pub product_id: Option<ProductId>,
    #[relation(nullable)]
    pub product: BelongsTo<Product>,
    #[relation(pivot = "product_variant_product_image", own = "variant_id", target = "image_id")]
    pub images: ManyToMany<ProductImage>,
    #[relation(pivot = "product_variant_option", own = "variant_id", target = "option_value_id", hard)]
    pub options: ManyToMany<ProductOptionValue>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
