//! `ProductCategory`, table `product_category`.

use super::Product;
use stheno_ids::ProductCategoryId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, ManyToMany, Model};

/// A place in the category tree; siblings are sorted by `rank`.
///
/// `mpath` is the ids from the root down to the record, joined by dots. Internal or inactive categories are
/// not shown to shoppers.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductCategory", table = "product_category", prefix = "pcat")]
#[model(aliases("product_category", "product_categories"), linkable("product_category_id"))]
#[model(cascade("category_children"))]
#[index(name = "IDX_category_handle_unique", on("handle"), unique, filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_product_category_parent_category_id",
    on("parent_category_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_product_category_path", on("mpath"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("parent_category_id"),
    references = "product_category",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ProductCategory {
    #[field(id)]
    pub id: ProductCategoryId,
    #[field(search, translatable)]
    pub name: String,
    #[field(search, translatable, default = "''::text")]
    pub description: String,
    #[field(search)]
    pub handle: String,
    pub mpath: String,
    #[field(default = "false")]
    pub is_active: bool,
    #[field(default = "false")]
    pub is_internal: bool,
    #[field(default = "0")]
    pub rank: i64,
    pub external_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub parent_category_id: Option<ProductCategoryId>,
    #[relation(nullable)]
    pub parent_category: BelongsTo<ProductCategory>,
    #[relation(key = "parent_category_id")]
    pub category_children: HasMany<ProductCategory>,
    #[relation(pivot = "product_category_product", own = "product_category_id", target = "product_id", hard)]
    pub products: ManyToMany<Product>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
