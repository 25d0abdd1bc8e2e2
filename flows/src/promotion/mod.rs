//! Workflows of promotion.

mod application_method;
pub mod batch_promotion_rules;
mod campaign;
pub mod create_promotions;
pub mod delete_promotions;
pub mod rule_attributes;
pub mod rule_list;
pub mod update_promotions;

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_promotion::Promotion;

/// Promotions without their methods, rules and campaigns.
const PLAIN: Plain = Plain { model: Promotion::meta, flow: "promotions", event: "", label: "Promotion" };

fn missing(id: &str) -> stheno_kernel::Error {
    stheno_kernel::Error::not_found(format!("Promotion id not found: {id}"))
}
