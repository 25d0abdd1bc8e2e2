//! Who may ship from where, and for which regions prices may be said.

use super::prices::Wanted;
use crate::fulfillment::provider_options;
use serde_json::json;
use std::collections::HashMap;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_query::GraphRequest;
use stheno_region::Region;
use stheno_workflow::FlowTx;

/// Refuses a provider that no location behind the zone has. Step `validate-fulfillment-providers-step`.
pub(super) async fn check(cx: &FlowTx, zone_id: &str, provider_id: &str) -> Result<()> {
    cx.step("validate-fulfillment-providers-step").await?;
    let question = GraphRequest::new("location_fulfillment_provider").fields(["id"]).take(1).filter(json!({
        "fulfillment_provider_id": provider_id,
        "location": { "fulfillment_set_link": { "fulfillment_set": { "service_zones": { "id": zone_id } } } },
    }));
    if cx.app().graph().query_in(cx.tx(), question).await?.is_empty() {
        let message = format!("Providers ({provider_id}) are not enabled for the service location");
        return Err(Error::not_allowed(message));
    }
    Ok(())
}

/// Refuses an option whose price the provider cannot reckon.
pub(super) fn check_calculated(cx: &FlowTx, provider_id: &str, name: &str) -> Result<()> {
    if provider_options::can_calculate(cx.ctx(), provider_id) {
        return Ok(());
    }
    Err(Error::invalid_data(format!("Cannot calcuate pricing for: [{name}] shipping option(s).")))
}

/// The currencies of the regions that prices name. Step `validate-shipping-option-prices`.
pub(super) async fn currencies(cx: &FlowTx, prices: &[Wanted]) -> Result<HashMap<String, String>> {
    cx.step("validate-shipping-option-prices").await?;
    let mut ids: Vec<&str> = prices.iter().filter_map(|price| price.region_id.as_deref()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let regions = cx.find::<Region>(Region::ID.is_in(ids.iter().copied())).await?;
    let found: HashMap<String, String> =
        regions.into_iter().map(|region| (region.id.into_string(), region.currency_code)).collect();
    let missing: Vec<&str> = ids.into_iter().filter(|id| !found.contains_key(*id)).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let missing = missing.join(", ");
    Err(Error::invalid_data(format!(
        "Cannot create prices for non-existent regions. Region with ids [{missing}] were not found."
    )))
}
