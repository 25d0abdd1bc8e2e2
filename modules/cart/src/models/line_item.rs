//! `LineItem`, table `cart_line_item`.

use super::{Cart, LineItemAdjustment, LineItemTaxLine};
use stheno_ids::{CartId, LineItemId, ProductId, ProductTypeId, ProductVariantId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A line of a cart: so many of one variant, with what the product said when it was added.
///
/// `unit_price` is in major units of the cart's currency, with tax inside if `is_tax_inclusive`.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "LineItem", table = "cart_line_item", prefix = "cali")]
#[model(aliases("line_item", "line_items"), linkable("line_item_id"))]
#[model(cascade("adjustments", "tax_lines"))]
#[index(name = "IDX_cart_line_item_cart_id", on("cart_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_cart_line_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_line_item_product_id",
    on("product_id"),
    filter = "deleted_at IS NULL AND product_id IS NOT NULL"
)]
#[index(
    name = "IDX_line_item_variant_id",
    on("variant_id"),
    filter = "deleted_at IS NULL AND variant_id IS NOT NULL"
)]
#[check("unit_price >= 0")]
#[foreign_key(on("cart_id"), references = "cart", on_delete = "CASCADE", on_update_cascade)]
pub struct LineItem {
    #[field(id)]
    pub id: LineItemId,
    pub title: String,
    pub subtitle: Option<String>,
    pub thumbnail: Option<String>,
    pub quantity: i64,
    pub variant_id: Option<ProductVariantId>,
    pub product_id: Option<ProductId>,
    pub product_title: Option<String>,
    pub product_description: Option<String>,
    pub product_subtitle: Option<String>,
    pub product_type: Option<String>,
    pub product_type_id: Option<ProductTypeId>,
    pub product_collection: Option<String>,
    pub product_handle: Option<String>,
    pub variant_sku: Option<String>,
    pub variant_barcode: Option<String>,
    pub variant_title: Option<String>,
    pub variant_option_values: Option<JsonText>,
    #[field(default = "true")]
    pub requires_shipping: bool,
    #[field(default = "true")]
    pub is_discountable: bool,
    #[field(default = "false")]
    pub is_giftcard: bool,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    #[field(default = "false")]
    pub is_custom_price: bool,
    pub compare_at_unit_price: Option<Amount>,
    pub unit_price: Amount,
    pub metadata: Option<JsonText>,
    pub cart_id: CartId,
    #[relation(key = "item_id")]
    pub adjustments: HasMany<LineItemAdjustment>,
    #[relation(key = "item_id")]
    pub tax_lines: HasMany<LineItemTaxLine>,
    pub cart: BelongsTo<Cart>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
