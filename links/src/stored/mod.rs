//! Links with a pivot table.

mod cart_payment_collection;
mod cart_promotion;
mod customer_account_holder;
mod invite_rbac_role;
mod location_fulfillment_provider;
mod location_fulfillment_set;
mod order_cart;
mod order_claim_payment_collection;
mod order_exchange_payment_collection;
mod order_fulfillment;
mod order_payment_collection;
mod order_promotion;
mod product_sales_channel;
mod product_shipping_profile;
mod product_variant_inventory_item;
mod product_variant_price_set;
mod publishable_api_key_sales_channel;
mod region_payment_provider;
mod return_fulfillment;
mod sales_channel_stock_location;
mod shipping_option_price_set;
mod user_rbac_role;

use stheno_link::LinkDefinition;

/// Every stored link.
pub(crate) const ALL: [LinkDefinition; 22] = [
    cart_payment_collection::LINK,
    cart_promotion::LINK,
    customer_account_holder::LINK,
    invite_rbac_role::LINK,
    location_fulfillment_provider::LINK,
    location_fulfillment_set::LINK,
    order_cart::LINK,
    order_claim_payment_collection::LINK,
    order_exchange_payment_collection::LINK,
    order_fulfillment::LINK,
    order_payment_collection::LINK,
    order_promotion::LINK,
    product_sales_channel::LINK,
    product_shipping_profile::LINK,
    product_variant_inventory_item::LINK,
    product_variant_price_set::LINK,
    publishable_api_key_sales_channel::LINK,
    region_payment_provider::LINK,
    return_fulfillment::LINK,
    sales_channel_stock_location::LINK,
    shipping_option_price_set::LINK,
    user_rbac_role::LINK,
];
