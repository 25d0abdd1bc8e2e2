//! `ProductType`, table `product_type`.

use super::Product;
use stheno_ids::ProductTypeId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A label of which a product has one; tax rates and promotions can name it.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductType", table = "product_type", prefix = "ptyp")]
#[model(aliases("product_type", "product_types"), linkable("product_type_id"))]
#[index(name = "IDX_product_type_deleted_at", on("deleted_at"))]
#[index(name = "IDX_type_value_unique", on("value"), unique, filter = "deleted_at IS NULL")]
pub struct ProductType {
    #[field(id)]
    pub id: ProductTypeId,
    #[field(search, translatable)]
    pub value: String,
    pub external_id: Option<String>,
    pub metadata: Option<JsonText>,
    #[relation(key = "type_id")]
    pub products: HasMany<Product>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
