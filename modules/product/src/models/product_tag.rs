//! `ProductTag`, table `product_tag`.

use super::Product;
use stheno_ids::ProductTagId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{ManyToMany, Model};

/// A free label of products.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductTag", table = "product_tag", prefix = "ptag")]
#[model(aliases("product_tag", "product_tags"), linkable("product_tag_id"))]
#[index(name = "IDX_product_tag_deleted_at", on("deleted_at"))]
#[index(name = "IDX_tag_value_unique", on("value"), unique, filter = "deleted_at IS NULL")]
pub struct ProductTag {
    #[field(id)]
    pub id: ProductTagId,
    #[field(search, translatable)]
    pub value: String,
    pub external_id: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(pivot = "product_tags", own = "product_tag_id", target = "product_id", hard)]
    pub products: ManyToMany<Product>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
