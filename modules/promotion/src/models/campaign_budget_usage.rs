//! `CampaignBudgetUsage`, table `promotion_campaign_budget_usage`.

use super::CampaignBudget;
use stheno_ids::{CampaignBudgetId, CampaignBudgetUsageId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, Model};

/// What one value of the budget's attribute (one customer, one e-mail address) has used of it.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "promotion",
    entity = "CampaignBudgetUsage",
    table = "promotion_campaign_budget_usage",
    prefix = "probudgus"
)]
#[model(aliases("campaign_budget_usage", "campaign_budget_usages"), linkable("campaign_budget_usage_id"))]
#[index(
    name = "IDX_promotion_campaign_budget_usage_attribute_value_budget_id_u",
    on("attribute_value", "budget_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_promotion_campaign_budget_usage_budget_id",
    on("budget_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_promotion_campaign_budget_usage_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NULL"
)]
#[foreign_key(
    on("budget_id"),
    references = "promotion_campaign_budget",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct CampaignBudgetUsage {
    #[field(id)]
    pub id: CampaignBudgetUsageId,
    pub attribute_value: String,
    #[field(default = "0")]
    pub used: Amount,
    pub budget_id: CampaignBudgetId,
    pub budget: BelongsTo<CampaignBudget>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
