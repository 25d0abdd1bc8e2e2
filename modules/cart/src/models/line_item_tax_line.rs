//! `LineItemTaxLine`, table `cart_line_item_tax_line`.

use super::LineItem;
use stheno_ids::{LineItemId, LineItemTaxLineId, TaxRateId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A tax on a cart's line; `rate` is in percent.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "LineItemTaxLine", table = "cart_line_item_tax_line", prefix = "calitxl")]
#[model(aliases("line_item_tax_line", "line_item_tax_lines"), linkable("line_item_tax_line_id"))]
#[index(name = "IDX_cart_line_item_tax_line_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_cart_line_item_tax_line_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_line_item_tax_line_tax_rate_id",
    on("tax_rate_id"),
    filter = "deleted_at IS NULL AND tax_rate_id IS NOT NULL"
)]
#[foreign_key(on("item_id"), references = "cart_line_item", on_delete = "CASCADE", on_update_cascade)]
pub struct LineItemTaxLine {
    #[field(id)]
    pub id: LineItemTaxLineId,
    pub description: Option<String>,
    pub code: String,
    pub rate: f64,
    pub provider_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub data: Option<JsonText>,
    pub tax_rate_id: Option<TaxRateId>,
    #[field(nullable)]
    pub item_id: LineItemId,
    pub item: BelongsTo<LineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
