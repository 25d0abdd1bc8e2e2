//! `ProductOptionValue`, table `product_option_value`.

use super::{ProductOption, ProductProductOption, ProductVariant};
use stheno_ids::{ProductOptionId, ProductOptionValueId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, ManyToMany, Model};

/// A value of an option (XL).
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "product", entity = "ProductOptionValue", table = "product_option_value", prefix = "optval")]
#[model(aliases("product_option_value", "product_option_values"), linkable("product_option_value_id"))]
#[index(
    name = "IDX_option_value_option_id_unique",
    on("option_id", "value"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_product_option_value_deleted_at", on("deleted_at"))]
#[index(name = "IDX_product_option_value_option_id", on("option_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("option_id"), references = "product_option", on_delete = "CASCADE", on_update_cascade)]
pub struct ProductOptionValue {
    #[field(id)]
    pub id: ProductOptionValueId,
    #[field(search, translatable)]
    pub value: String,
    pub rank: Option<i64>,
    pub metadata: Option<JsonText>,
    pub option_id: Option<ProductOptionId>,
    #[relation(nullable)]
    pub option: BelongsTo<ProductOption>,
    #[relation(pivot = "product_variant_option", own = "option_value_id", target = "variant_id", hard)]
    pub variants: ManyToMany<ProductVariant>,
    #[relation(
        pivot = "product_product_option_value",
        own = "product_option_value_id",
        target = "product_product_option_id"
    )]
    pub product_options: ManyToMany<ProductProductOption>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
