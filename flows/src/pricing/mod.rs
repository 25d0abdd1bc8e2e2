//! Prices for who asks, lists of prices, and preferences about them.

pub mod asked;
pub mod create_price_lists;
pub mod plain;
pub mod shopper;
pub mod taxes;
pub mod update_price_lists;
