//! Commerce: Medusa's modules, links, flows and routes, put into one builder.
//!
//! A shop starts from [`commerce`] and adds what is its own; [`main`] serves it.

mod choice;
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
pub use stheno_totals::RoundingPolicy;

/// What binaries allocate with; without it a server takes more memory under load, and more time.
pub use mimalloc::MiMalloc as Allocator;

/// Everything that Medusa is; `flags` are feature flags (`rbac`, `translation`). Amounts are exact, as Medusa's.
pub fn commerce(flags: &[&str]) -> Builder {
    commerce_rounded(flags, RoundingPolicy::EXACT)
}

/// Amounts rounded to the decimals of their currency, so that everything that is shown can be paid.
pub fn to_currency() -> RoundingPolicy {
    RoundingPolicy::to_currency(|code| stheno_currency::data::decimal_digits(code).unwrap_or(2))
}

/// As [`commerce`], with amounts rounded by a policy. A shop chooses once.
pub fn commerce_rounded(flags: &[&str], rounding: RoundingPolicy) -> Builder {
    let schema = stheno_schema::schema();
    let everything = Module::new(schema.models)
        .tables(schema.extra)
        .tables(vec![choice::table()])
        .graph(stheno_links::computed::graph)
        .computer(stheno_inventory::InventoryItem::meta(), stheno_inventory::levels::ItemQuantities)
        .computer(stheno_inventory::InventoryLevel::meta(), stheno_inventory::levels::LevelQuantities)
        .computer(stheno_pricing::PriceSet::meta(), stheno_pricing::computed::CalculatedPrices)
        .graph(move |graph| stheno_cart::totals::graph(graph, rounding))
        .graph(move |graph| stheno_order::totals::graph(graph, rounding))
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
        .extension(rounding)
        .routes(stheno_api_auth::routes())
        .routes(stheno_api_store::routes())
        .routes(stheno_api_admin::routes())
        .routes(stheno_api_v1::routes())
}
