//! `Promotion`, table `promotion`.

use super::{ApplicationMethod, Campaign, PromotionRule};
use stheno_ids::{CampaignId, PromotionId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasOne, ManyToMany, Model};

/// A discount, applied by code or by itself where its rules hold; at most `limit` times if that is set.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "promotion", entity = "Promotion", table = "promotion", prefix = "promo")]
#[model(aliases("promotion", "promotions"), linkable("promotion_id"))]
#[model(cascade("application_method"), search_index)]
#[index(name = "IDX_promotion_campaign_id", on("campaign_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_promotion_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_promotion_is_automatic", on("is_automatic"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_promotion_status", on("status"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_promotion_type", on("type"))]
#[index(name = "IDX_unique_promotion_code", on("code"), unique, filter = "deleted_at IS NULL")]
#[check("status IN ('draft', 'active', 'inactive')")]
#[check("type IN ('standard', 'buyget')")]
#[foreign_key(
    on("campaign_id"),
    references = "promotion_campaign",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct Promotion {
    #[field(id)]
    pub id: PromotionId,
    #[field(search)]
    pub code: String,
    #[field(default = "false")]
    pub is_automatic: bool,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    pub limit: Option<i64>,
    #[field(default = "0")]
    pub used: i64,
    #[field(values("standard", "buyget"))]
    pub r#type: String,
    #[field(values("draft", "active", "inactive"), default = "'draft'::text")]
    pub status: String,
    pub campaign_id: Option<CampaignId>,
    pub metadata: Option<JsonText>,
    #[relation(nullable)]
    pub campaign: BelongsTo<Campaign>,
    #[relation(key = "promotion_id", nullable)]
    pub application_method: HasOne<ApplicationMethod>,
    #[relation(pivot = "promotion_promotion_rule", own = "promotion_id", target = "promotion_rule_id", hard)]
    pub rules: ManyToMany<PromotionRule>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
