//! `ProductCollection`, table `product_collection`.

use super::Product;
use stheno_ids::ProductCollectionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A hand-made set of products; a product is in one at most.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductCollection", table = "product_collection", prefix = "pcol")]
#[model(aliases("product_collection", "product_collections"), linkable("product_collection_id"))]
#[index(name = "IDX_collection_handle_unique", on("handle"), unique, filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_collection_deleted_at", on("deleted_at"))]
pub struct ProductCollection {
    #[field(id)]
    pub id: ProductCollectionId,
    #[field(search, translatable)]
    pub title: String,
    pub handle: String,
    pub external_id: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "collection_id")]
    pub products: HasMany<Product>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
