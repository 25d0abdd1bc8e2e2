//! `ProductOption`, table `product_option`.

use super::{Product, ProductOptionValue};
use stheno_ids::ProductOptionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, ManyToMany, Model};

/// What variants differ in (Size). Shared by products, unless exclusive to one.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductOption", table = "product_option", prefix = "opt")]
#[model(aliases("product_option", "product_options"), linkable("product_option_id"))]
#[model(cascade("values"), detach("products"))]
#[index(name = "IDX_product_option_deleted_at", on("deleted_at"))]
#[index(
    name = "IDX_product_option_global_title_unique",
    on("title"),
    unique,
    filter = "deleted_at IS NULL AND is_exclusive = false"
)]
pub struct ProductOption {
    #[field(id)]
    pub id: ProductOptionId,
    #[field(search, translatable)]
    pub title: String,
    #[field(default = "false")]
    pub is_exclusive: bool,
    pub metadata: Option<JsonText>,
    #[relation(pivot = "product_product_option", own = "product_option_id", target = "product_id")]
    pub products: ManyToMany<Product>,
    #[relation(key = "option_id")]
    pub values: HasMany<ProductOptionValue>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
