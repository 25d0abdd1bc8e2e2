//! `Product`, table `product`.

use super::{
    ProductCategory, ProductCollection, ProductImage, ProductOption, ProductProductOption, ProductTag,
    ProductType, ProductVariant,
};
use stheno_ids::{ProductCollectionId, ProductId, ProductTypeId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, ManyToMany, Model};

/// Something that is sold, in one or more variants. Shoppers see it only when published.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "Product", table = "product", prefix = "prod")]
#[model(aliases("product", "products"), linkable("product_id"))]
#[model(cascade("variants", "images"), detach("options"), search_index)]
#[index(name = "IDX_product_collection_id", on("collection_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_deleted_at", on("deleted_at"))]
#[index(name = "IDX_product_handle_unique", on("handle"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_status", on("status"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_type_id", on("type_id"), filter = "deleted_at IS NULL")]
#[check("status IN ('draft', 'proposed', 'published', 'rejected')")]
#[foreign_key(
    on("collection_id"),
    references = "product_collection",
    on_delete = "SET NULL",
    on_update_cascade
)]
#[foreign_key(on("type_id"), references = "product_type", on_delete = "SET NULL", on_update_cascade)]
pub struct Product {
    #[field(id)]
    pub id: ProductId,
    #[field(search, translatable)]
    pub title: String,
    pub handle: String,
    #[field(search, translatable)]
    pub subtitle: Option<String>,
    #[field(search, translatable)]
    pub description: Option<String>,
    #[field(default = "false")]
    pub is_giftcard: bool,
    #[field(values("draft", "proposed", "published", "rejected"), default = "'draft'::text")]
    pub status: String,
    pub thumbnail: Option<String>,
    pub weight: Option<f64>,
    pub length: Option<f64>,
    pub height: Option<f64>,
    pub width: Option<f64>,
    pub origin_country: Option<String>,
    pub hs_code: Option<String>,
    pub mid_code: Option<String>,
    #[field(translatable)]
    pub material: Option<String>,
    #[field(default = "true")]
    pub discountable: bool,
    pub external_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub type_id: Option<ProductTypeId>,
    pub collection_id: Option<ProductCollectionId>,
    #[relation(key = "product_id")]
    pub variants: HasMany<ProductVariant>,
    #[relation(nullable)]
    pub r#type: BelongsTo<ProductType>,
    #[relation(pivot = "product_tags", own = "product_id", target = "product_tag_id", hard)]
    pub tags: ManyToMany<ProductTag>,
    #[relation(pivot = "product_product_option", own = "product_id", target = "product_option_id")]
    pub options: ManyToMany<ProductOption>,
    #[relation(key = "product_id")]
    pub product_options: HasMany<ProductProductOption>,
    #[relation(key = "product_id")]
    pub images: HasMany<ProductImage>,
    #[relation(nullable)]
    pub collection: BelongsTo<ProductCollection>,
    #[relation(pivot = "product_category_product", own = "product_id", target = "product_category_id", hard)]
    pub categories: ManyToMany<ProductCategory>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
