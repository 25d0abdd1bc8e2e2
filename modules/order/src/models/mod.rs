//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod order;
mod order_address;
mod order_change;
mod order_change_action;
mod order_claim;
mod order_claim_item;
mod order_claim_item_image;
mod order_credit_line;
mod order_exchange;
mod order_exchange_item;
mod order_item;
mod order_line_item;
mod order_line_item_adjustment;
mod order_line_item_tax_line;
mod order_shipping;
mod order_shipping_method;
mod order_shipping_method_adjustment;
mod order_shipping_method_tax_line;
mod order_summary;
mod order_transaction;
mod r#return;
mod return_item;
mod return_reason;

pub use order::Order;
pub use order_address::OrderAddress;
pub use order_change::OrderChange;
pub use order_change_action::OrderChangeAction;
pub use order_claim::OrderClaim;
pub use order_claim_item::OrderClaimItem;
pub use order_claim_item_image::OrderClaimItemImage;
pub use order_credit_line::OrderCreditLine;
pub use order_exchange::OrderExchange;
pub use order_exchange_item::OrderExchangeItem;
pub use order_item::OrderItem;
pub use order_line_item::OrderLineItem;
pub use order_line_item_adjustment::OrderLineItemAdjustment;
pub use order_line_item_tax_line::OrderLineItemTaxLine;
pub use order_shipping::OrderShipping;
pub use order_shipping_method::OrderShippingMethod;
pub use order_shipping_method_adjustment::OrderShippingMethodAdjustment;
pub use order_shipping_method_tax_line::OrderShippingMethodTaxLine;
pub use order_summary::OrderSummary;
pub use order_transaction::OrderTransaction;
pub use r#return::Return;
pub use return_item::ReturnItem;
pub use return_reason::ReturnReason;
