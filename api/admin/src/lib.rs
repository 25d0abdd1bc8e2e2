//! The admin API, one folder per resource as in the URL.

mod api_keys;
mod collections;
mod currencies;
mod customer_groups;
mod customers;
mod fulfillment_providers;
mod fulfillment_sets;
mod inventory_items;
mod links;
mod orders;
mod payments;
mod price_lists;
mod price_preferences;
mod product_categories;
mod product_options;
mod product_tags;
mod product_types;
mod product_variants;
mod products;
mod promotions;
mod query;
mod regions;
mod reservations;
mod sales_channels;
mod shipping_option_types;
mod shipping_options;
mod shipping_profiles;
mod stock_locations;
mod stores;
mod tax_providers;
mod tax_rates;
mod tax_regions;
mod users;

use stheno_http::Route;

/// Every route of the admin API.
pub fn routes() -> Vec<Route> {
    [
        api_keys::routes(),
        collections::routes(),
        currencies::routes(),
        customer_groups::routes(),
        customers::routes(),
        fulfillment_providers::routes(),
        fulfillment_sets::routes(),
        inventory_items::routes(),
        links::routes(),
        orders::routes(),
        payments::routes(),
        price_lists::routes(),
        price_preferences::routes(),
        product_categories::routes(),
        product_options::routes(),
        product_tags::routes(),
        product_types::routes(),
        product_variants::routes(),
        products::routes(),
        promotions::routes(),
        query::routes(),
        regions::routes(),
        reservations::routes(),
        sales_channels::routes(),
        shipping_option_types::routes(),
        shipping_options::routes(),
        shipping_profiles::routes(),
        stock_locations::routes(),
        stores::routes(),
        tax_providers::routes(),
        tax_rates::routes(),
        tax_regions::routes(),
        users::routes(),
    ]
    .concat()
}
