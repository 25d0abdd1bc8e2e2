//! The store API, one folder per resource as in the URL.

mod carts;
mod collections;
mod currencies;
mod customers;
mod orders;
mod payment_collections;
mod payment_providers;
mod product_categories;
mod product_tags;
mod product_types;
mod product_variants;
pub mod products;
mod regions;
mod shipping_options;

use stheno_http::Route;

/// Every route of the store API.
pub fn routes() -> Vec<Route> {
    [
        carts::routes(),
        collections::routes(),
        currencies::routes(),
        customers::routes(),
        orders::routes(),
        payment_collections::routes(),
        payment_providers::routes(),
        product_categories::routes(),
        product_tags::routes(),
        product_types::routes(),
        product_variants::routes(),
        products::routes(),
        regions::routes(),
        shipping_options::routes(),
    ]
    .concat()
}
