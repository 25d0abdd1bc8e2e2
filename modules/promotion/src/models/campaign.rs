//! `Campaign`, table `promotion_campaign`.

use super::{CampaignBudget, Promotion};
use stheno_ids::CampaignId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, HasOne, Model};

/// A set of promotions with common dates and a budget.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "promotion", entity = "Campaign", table = "promotion_campaign", prefix = "procamp")]
#[model(aliases("campaign", "campaigns"), linkable("campaign_id"))]
#[model(cascade("budget"))]
#[index(
    name = "IDX_promotion_campaign_campaign_identifier_unique",
    on("campaign_identifier"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_promotion_campaign_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct Campaign {
    #[field(id)]
    pub id: CampaignId,
    #[field(search)]
    pub name: String,
    #[field(search)]
    pub description: Option<String>,
    pub campaign_identifier: String,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    #[relation(key = "campaign_id", nullable)]
    pub budget: HasOne<CampaignBudget>,
    #[relation(key = "campaign_id")]
    pub promotions: HasMany<Promotion>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
