//! `ShippingMethodTaxLine`, table `cart_shipping_method_tax_line`.

use super::ShippingMethod;
use stheno_ids::{ShippingMethodId, ShippingMethodTaxLineId, TaxRateId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A tax on a cart's delivery; `rate` is in percent.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(
    module = "cart",
    entity = "ShippingMethodTaxLine",
    table = "cart_shipping_method_tax_line",
    prefix = "casmtxl"
)]
#[model(
    aliases("shipping_method_tax_line", "shipping_method_tax_lines"),
    linkable("shipping_method_tax_line_id")
)]
#[index(
    name = "IDX_cart_shipping_method_tax_line_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NOT NULL"
)]
#[index(
    name = "IDX_cart_shipping_method_tax_line_shipping_method_id",
    on("shipping_method_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_shipping_method_tax_line_tax_rate_id",
    on("tax_rate_id"),
    filter = "deleted_at IS NULL AND tax_rate_id IS NOT NULL"
)]
#[foreign_key(
    on("shipping_method_id"),
    references = "cart_shipping_method",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ShippingMethodTaxLine {
    #[field(id)]
    pub id: ShippingMethodTaxLineId,
    pub description: Option<String>,
    pub code: String,
    pub rate: f64,
    pub provider_id: Option<String>,
    pub tax_rate_id: Option<TaxRateId>,
    pub metadata: Option<JsonText>,
    pub data: Option<JsonText>,
    #[field(nullable)]
    pub shipping_method_id: ShippingMethodId,
    pub shipping_method: BelongsTo<ShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
