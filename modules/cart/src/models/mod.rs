//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod address;
mod cart;
mod credit_line;
mod line_item;
mod line_item_adjustment;
mod line_item_tax_line;
mod shipping_method;
mod shipping_method_adjustment;
mod shipping_method_tax_line;

pub use address::Address;
pub use cart::Cart;
pub use credit_line::CreditLine;
pub use line_item::LineItem;
pub use line_item_adjustment::LineItemAdjustment;
pub use line_item_tax_line::LineItemTaxLine;
pub use shipping_method::ShippingMethod;
pub use shipping_method_adjustment::ShippingMethodAdjustment;
pub use shipping_method_tax_line::ShippingMethodTaxLine;
