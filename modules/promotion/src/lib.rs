//! Discounts, their conditions, and campaigns with budgets.

pub mod models;
mod pivots;
pub mod rules;
pub mod service;

pub use models::*;
pub use pivots::pivot_tables;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "promotion";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        ApplicationMethod::meta(),
        Campaign::meta(),
        CampaignBudget::meta(),
        CampaignBudgetUsage::meta(),
        Promotion::meta(),
        PromotionRule::meta(),
        PromotionRuleValue::meta(),
    ]
}
