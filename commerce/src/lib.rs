//! Commerce: Medusa's modules, links, flows and routes, put into one builder.
//!
//! A shop starts from [`commerce`] and adds what is its own; [`main`] serves it.

mod command;
mod config;
mod contract;

use std::sync::Arc;
use stheno::{Builder, Module};
use stheno_http::auth::Authentication;
use stheno_model::Model as _;
use stheno_payment::provider::PaymentProviders;
use stheno_workflow::FlowRegistry;

pub use command::main;
pub use contract::FILES as CONTRACT;
pub use stheno_api_rest::AdminResource;
pub use stheno_api_store::products;
pub use stheno_flows::demo;
pub use stheno_flows::plain::as_invalid;
pub use stheno_schema as modules;

/// What binaries allocate with; without it a server takes more memory under load, and more time.
pub use mimalloc::MiMalloc as Allocator;

/// Everything that Medusa is; `flags` are feature flags (`rbac`, `translation`).
pub fn commerce(flags: &[&str]) -> Builder {
    let schema = stheno_schema::schema();
    let everything = Module::new(schema.models)
        .tables(schema.extra)
        .graph(stheno_links::computed::graph)
        .computer(stheno_inventory::InventoryItem::meta(), stheno_inventory::levels::ItemQuantities)
        .computer(stheno_inventory::InventoryLevel::meta(), stheno_inventory::levels::LevelQuantities)
        .computer(stheno_pricing::PriceSet::meta(), stheno_pricing::computed::CalculatedPrices)
        .graph(stheno_cart::totals::graph)
        .graph(stheno_order::totals::graph)
        .graph(stheno_payment::shown::graph)
        .graph(stheno_fulfillment::shown::graph);
    let v1 = Module::new(stheno_v1::models()).graph(stheno_v1::graph);
    let mut steps = FlowRegistry::default();
    stheno_flows::payment::register(&mut steps);
    Builder::new()
        .module(everything)
        .module(v1)
        .links(|registry| stheno_links::register(registry, flags))
        .contract(CONTRACT)
        .extension(Authentication(Arc::new(stheno_flows::api_key::authenticator::ApiKeys::new())))
        .extension(PaymentProviders::default())
        .extension(steps)
        .routes(stheno_api_auth::routes())
        .routes(stheno_api_store::routes())
        .routes(stheno_api_admin::routes())
        .routes(stheno_api_v1::routes())
}
