//! `OrderExchangeItem`, table `order_exchange_item`.

use super::{OrderExchange, OrderLineItem};
use stheno_ids::{OrderExchangeId, OrderExchangeItemId, OrderLineItemId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A line that is sent out by an exchange.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderExchangeItem", table = "order_exchange_item", prefix = "oexcitem")]
#[index(name = "IDX_order_exchange_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_exchange_item_exchange_id", on("exchange_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_exchange_item_item_id", on("item_id"), filter = "deleted_at IS NULL")]
pub struct OrderExchangeItem {
    #[field(id)]
    pub id: OrderExchangeItemId,
    pub quantity: Amount,
    pub note: Option<String>,
    pub metadata: Option<JsonText>,
    pub exchange_id: OrderExchangeId,
    pub item_id: OrderLineItemId,
    pub exchange: BelongsTo<OrderExchange>,
    pub item: BelongsTo<OrderLineItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
