//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod application_method;
mod campaign;
mod campaign_budget;
mod campaign_budget_usage;
mod promotion;
mod promotion_rule;
mod promotion_rule_value;

pub use application_method::ApplicationMethod;
pub use campaign::Campaign;
pub use campaign_budget::CampaignBudget;
pub use campaign_budget_usage::CampaignBudgetUsage;
pub use promotion::Promotion;
pub use promotion_rule::PromotionRule;
pub use promotion_rule_value::PromotionRuleValue;
