//! `ProductProductOptionValue`, table `product_product_option_value`.

use super::{ProductOptionValue, ProductProductOption};
use stheno_ids::{ProductOptionValueId, ProductProductOptionId, ProductProductOptionValueId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A value of an option in use by a product.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "product",
    entity = "ProductProductOptionValue",
    table = "product_product_option_value",
    prefix = "prodoptval"
)]
#[index(
    name = "IDX_product_product_option_value_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_product_product_option_value_product_option_value_id",
    on("product_option_value_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_product_product_option_value_product_product_option_id",
    on("product_product_option_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_product_product_option_value_product_product_option_id_fk",
    on("product_product_option_id")
)]
#[foreign_key(
    on("product_option_value_id"),
    references = "product_option_value",
    on_delete = "CASCADE",
    on_update_cascade
)]
#[foreign_key(
    on("product_product_option_id"),
    references = "product_product_option",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ProductProductOptionValue {
    #[field(id)]
    pub id: ProductProductOptionValueId,
    pub product_product_option_id: ProductProductOptionId,
    pub product_option_value_id: ProductOptionValueId,
    pub product_product_option: BelongsTo<ProductProductOption>,
    pub product_option_value: BelongsTo<ProductOptionValue>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
