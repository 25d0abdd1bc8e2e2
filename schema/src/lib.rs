//! All tables of all modules: what a migration makes, and what the graph knows of rows within modules.
//!
//! Tables of links are not here: a shop may add links, so they come from its link registry.

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
