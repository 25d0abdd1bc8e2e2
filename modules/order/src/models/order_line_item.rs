//! `OrderLineItem`, table `order_line_item`.

use super::{OrderLineItemAdjustment, OrderLineItemTaxLine};
use stheno_ids::{OrderItemId, OrderLineItemId, ProductId, ProductTypeId, ProductVariantId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A line of an order: one variant, with what the product said when it was bought. Shown as `items` of the
/// order, with the quantities of [`OrderItem`](super::OrderItem).
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderLineItem", table = "order_line_item", prefix = "ordli")]
#[model(aliases("order_line_item", "order_line_items"), linkable("order_line_item_id"))]
#[model(cascade("tax_lines", "adjustments"))]
#[index(
    name = "IDX_line_item_product_type_id",
    on("product_type_id"),
    filter = "deleted_at IS NULL AND product_type_id IS NOT NULL"
)]
#[index(name = "IDX_order_line_item_product_id", on("product_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_line_item_variant_id", on("variant_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("totals_id"), references = "order_item", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderLineItem {
    #[field(id)]
    pub id: OrderLineItemId,
    pub title: String,
    pub subtitle: Option<String>,
    pub thumbnail: Option<String>,
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
    #[field(default = "false")]
    pub is_giftcard: bool,
    #[field(default = "true")]
    pub is_discountable: bool,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    pub compare_at_unit_price: Option<Amount>,
    pub unit_price: Amount,
    #[field(default = "false")]
    pub is_custom_price: bool,
    pub metadata: Option<JsonText>,
    /// A column that Medusa left behind.
    #[field(hidden)]
    pub totals_id: Option<OrderItemId>,
    #[relation(key = "item_id")]
    pub tax_lines: HasMany<OrderLineItemTaxLine>,
    #[relation(key = "item_id")]
    pub adjustments: HasMany<OrderLineItemAdjustment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
