//! All tables of all modules: what a migration makes, and what the graph knows of rows within modules.
//!
//! Tables of links are not here: a shop may add links, so they come from its link registry.

pub use {
    stheno_api_key as api_key, stheno_auth as auth, stheno_cart as cart, stheno_currency as currency,
    stheno_customer as customer, stheno_fulfillment as fulfillment, stheno_inventory as inventory,
    stheno_notification as notification, stheno_order as order, stheno_payment as payment,
    stheno_pricing as pricing, stheno_product as product, stheno_promotion as promotion, stheno_rbac as rbac,
    stheno_region as region, stheno_sales_channel as sales_channel, stheno_search as search,
    stheno_settings as settings, stheno_stock_location as stock_location, stheno_store as store,
    stheno_tax as tax, stheno_translation as translation, stheno_user as user,
    stheno_workflow_engine as workflow_engine,
};

use stheno_model::ModelMeta;
use stheno_model::schema::Schema;

/// Models and pivot tables of every module.
pub fn schema() -> Schema {
    let models = modules().into_iter().flat_map(|(_, models)| models).collect();
    let mut extra = stheno_payment::pivot_tables();
    extra.extend(stheno_product::pivot_tables());
    extra.extend(stheno_promotion::pivot_tables());
    Schema { models, extra }
}

/// The modules by name, each with its models.
pub fn modules() -> Vec<(&'static str, Vec<&'static ModelMeta>)> {
    macro_rules! modules {
        ($($module:ident),* $(,)?) => { vec![$(($module::NAME, $module::models())),*] };
    }
    modules![
        stheno_api_key,
        stheno_auth,
        stheno_cart,
        stheno_currency,
        stheno_customer,
        stheno_fulfillment,
        stheno_inventory,
        stheno_notification,
        stheno_order,
        stheno_payment,
        stheno_pricing,
        stheno_product,
        stheno_promotion,
        stheno_rbac,
        stheno_region,
        stheno_sales_channel,
        stheno_search,
        stheno_settings,
        stheno_stock_location,
        stheno_store,
        stheno_tax,
        stheno_translation,
        stheno_user,
        stheno_workflow_engine,
    ]
}
