//! Baskets, until they become orders.

pub mod models;
pub mod totals;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "cart";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        Address::meta(),
        Cart::meta(),
        CreditLine::meta(),
        LineItem::meta(),
        LineItemAdjustment::meta(),
        LineItemTaxLine::meta(),
        ShippingMethod::meta(),
        ShippingMethodAdjustment::meta(),
        ShippingMethodTaxLine::meta(),
    ]
}
