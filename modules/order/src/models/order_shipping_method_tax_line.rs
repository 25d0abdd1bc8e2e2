//! `OrderShippingMethodTaxLine`, table `order_shipping_method_tax_line`.

use super::OrderShippingMethod;
use stheno_ids::{OrderShippingMethodId, OrderShippingMethodTaxLineId, TaxRateId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A tax on an order's delivery; `rate` is in percent.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "order",
    entity = "OrderShippingMethodTaxLine",
    table = "order_shipping_method_tax_line",
    prefix = "ordsmtxl"
)]
#[index(
    name = "IDX_order_shipping_method_tax_line_shipping_method_id",
    on("shipping_method_id"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(
    on("shipping_method_id"),
    references = "order_shipping_method",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct OrderShippingMethodTaxLine {
    #[field(id)]
    pub id: OrderShippingMethodTaxLineId,
    pub description: Option<String>,
    pub tax_rate_id: Option<TaxRateId>,
    pub code: String,
    pub rate: Amount,
    pub provider_id: Option<String>,
    pub metadata: Option<JsonText>,
    pub data: Option<JsonText>,
    pub shipping_method_id: OrderShippingMethodId,
    pub shipping_method: BelongsTo<OrderShippingMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
