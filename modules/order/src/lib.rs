//! What was bought, and all that happens to it afterwards: versions, changes, returns, claims, exchanges.

pub mod change;
pub mod models;
pub mod status;
pub mod summary;
pub mod totals;
pub mod version;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "order";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        Order::meta(),
        OrderAddress::meta(),
        OrderChange::meta(),
        OrderChangeAction::meta(),
        OrderClaim::meta(),
        OrderClaimItem::meta(),
        OrderClaimItemImage::meta(),
        OrderCreditLine::meta(),
        OrderExchange::meta(),
        OrderExchangeItem::meta(),
        OrderItem::meta(),
        OrderLineItem::meta(),
        OrderLineItemAdjustment::meta(),
        OrderLineItemTaxLine::meta(),
        OrderShipping::meta(),
        OrderShippingMethod::meta(),
        OrderShippingMethodAdjustment::meta(),
        OrderShippingMethodTaxLine::meta(),
        OrderSummary::meta(),
        OrderTransaction::meta(),
        Return::meta(),
        ReturnItem::meta(),
        ReturnReason::meta(),
    ]
}
