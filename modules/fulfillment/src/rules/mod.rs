//! Which shipping options serve an address in a context: pure functions. Rules: Medusa 2.21 `fulfillment`
//! (`services/fulfillment-module-service` geo zone constraints, `utils/utils` isContextValid).

mod condition;
mod geo_zone;

#[cfg(test)]
mod tests;

pub use condition::{Context, Operator, Rule, RuleValue, context_is_valid};
pub use geo_zone::{Address, GeoZone, GeoZoneType, serves};

/// Whether an option is offered: one of its service zone's geo zones serves the address, and all rules hold.
pub fn is_offered(geo_zones: &[GeoZone], rules: &[Rule], address: &Address<'_>, context: &Context) -> bool {
    serves(geo_zones, address) && context_is_valid(rules, context)
}
