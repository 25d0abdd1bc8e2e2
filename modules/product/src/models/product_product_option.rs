//! `ProductProductOption`, table `product_product_option`.

use super::{Product, ProductOption, ProductOptionValue};
use stheno_ids::{ProductId, ProductOptionId, ProductProductOptionId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, ManyToMany, Model};

/// An option in use by a product, and through `values` the part of its values that the product has.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "product",
    entity = "ProductProductOption",
    table = "product_product_option",
    prefix = "prodopt"
)]
#[index(name = "IDX_product_product_option_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_product_product_option_product_id", on("product_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_product_product_option_product_option_id",
    on("product_option_id"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("product_id"), references = "product", on_delete = "CASCADE", on_update_cascade)]
#[foreign_key(
    on("product_option_id"),
    references = "product_option",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ProductProductOption {
    #[field(id)]
    pub id: ProductProductOptionId,
    pub product_id: ProductId,
    pub product_option_id: ProductOptionId,
    pub product: BelongsTo<Product>,
    pub product_option: BelongsTo<ProductOption>,
    #[relation(
        pivot = "product_product_option_value",
        own = "product_product_option_id",
        target = "product_option_value_id"
    )]
    pub values: ManyToMany<ProductOptionValue>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
