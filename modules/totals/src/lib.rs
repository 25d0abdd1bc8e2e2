//! Totals of carts and orders: pure functions from prices, quantities, tax rates and discounts to every total field
//! that the contract lists. Rules: Medusa 2.21 `utils/totals`; rounding: `docs/adr/0007-tax-rounding.md`.
//!
//! The way in is [`cart_totals`] for a cart or an order, and [`Summary`] for what an order owes. Field names are the
//! names on the wire; [`LineTotals::FIELDS`] and [`LineTotals::get`] (and their like) answer by name. What goes into a
//! JSON body passes through [`wire`] first.
//!
//! Nothing here panics: arithmetic saturates far above [`stheno_kernel::Amount::LIMIT`], and division by zero is zero.

mod cart;
mod fields;
pub mod graph;
mod input;
mod line;
pub mod math;
mod price;
mod rounding;
mod summary;
pub mod wire;

pub use cart::{CartAmounts, CartTotals, CreditLineTotals, cart_totals};
pub use input::{Adjustment, Cart, Detail, LineItem, ShippingMethod, TaxLine};
pub use line::{
    AdjustmentTotals, ItemTotals, LifecycleTotals, LineTotals, RefundableTotals, ShippingTotals,
    TaxLineTotals, item_totals, shipping_totals,
};
pub use price::{PriceWithTax, price_with_tax};
pub use rounding::{Rounding, RoundingPolicy};
pub use summary::{Summary, pending_difference};
