//! Links without a table.

mod cart_customer;
mod cart_product;
mod cart_region;
mod cart_sales_channel;
mod cart_shipping_option;
mod inventory_level_stock_location;
mod line_item_adjustment_promotion;
mod order_customer;
mod order_product;
mod order_region;
mod order_sales_channel;
mod order_shipping_option;
mod product_translation;
mod store_currencies;
mod store_locales;

use stheno_link::ReadOnlyLink;

/// Every read-only link, by definition.
pub(crate) const ALL: [&[ReadOnlyLink]; 15] = [
    &cart_customer::LINKS,
    &cart_product::LINKS,
    &cart_region::LINKS,
    &cart_sales_channel::LINKS,
    &cart_shipping_option::LINKS,
    &inventory_level_stock_location::LINKS,
    &line_item_adjustment_promotion::LINKS,
    &order_customer::LINKS,
    &order_product::LINKS,
    &order_region::LINKS,
    &order_sales_channel::LINKS,
    &order_shipping_option::LINKS,
    &product_translation::LINKS,
    &store_currencies::LINKS,
    &store_locales::LINKS,
];
