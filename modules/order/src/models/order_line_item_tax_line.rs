//! `OrderLineItemTaxLine`, table `order_line_item_tax_line`.

use super::OrderLineItem;
use stheno_ids::{OrderLineItemId, OrderLineItemTaxLineId, TaxRateId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A tax on an order's line; `rate` is in percent.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "order",
    entity = "OrderLineItemTaxLine",
    table = "order_line_item_tax_line",
    prefix = "ordlitxl"
)]
#[index(name = "IDX_order_line_item_tax_line_item_id", on("item_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("item_id"), references = "order_line_item", on_delete = "CASCADE", on_update_cascade)]
pub struct OrderLineItemTaxLine {
    #[field(id)]
    pub id: OrderLineItemTaxLineId,
    pub description: Option<String>,
    pub tax_rate_id: Option<TaxRateId>,
    pub code: String,
    pub rate: Amount,
    pub provider_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub data: Option<JsonText>,
    pub item_id: OrderLineItemId,
    pub item: BelongsTo<OrderLineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
