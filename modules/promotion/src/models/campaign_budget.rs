//! `CampaignBudget`, table `promotion_campaign_budget`.

use super::{Campaign, CampaignBudgetUsage};
use stheno_ids::{CampaignBudgetId, CampaignId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// How much a campaign may give away: money in major units (`spend`) or uses, in all or for each value of
/// `attribute`.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "promotion",
    entity = "CampaignBudget",
    table = "promotion_campaign_budget",
    prefix = "probudg"
)]
#[model(aliases("campaign_budget", "campaign_budgets"), linkable("campaign_budget_id"))]
#[model(cascade("usages"))]
#[index(name = "IDX_campaign_budget_type", on("type"))]
#[index(
    name = "IDX_promotion_campaign_budget_campaign_id_unique",
    on("campaign_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_promotion_campaign_budget_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[check("type IN ('spend', 'usage', 'use_by_attribute', 'spend_by_attribute')")]
#[foreign_key(on("campaign_id"), references = "promotion_campaign", on_delete = "CASCADE", on_update_cascade)]
pub struct CampaignBudget {
    #[field(id)]
    pub id: CampaignBudgetId,
    #[field(values("spend", "usage", "use_by_attribute", "spend_by_attribute"))]
    pub r#type: String,
    pub currency_code: Option<String>,
    pub limit: Option<Amount>,
    #[field(default = "0")]
    pub used: Amount,
    pub campaign_id: CampaignId,
    pub attribute: Option<String>,
    pub campaign: BelongsTo<Campaign>,
    #[relation(key = "budget_id")]
    pub usages: HasMany<CampaignBudgetUsage>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
