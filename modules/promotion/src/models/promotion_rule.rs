//! `PromotionRule`, table `promotion_rule`.

use super::{ApplicationMethod, Promotion, PromotionRuleValue};
use stheno_ids::PromotionRuleId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, ManyToMany, Model};

/// A condition of a promotion or of its application method: `attribute` of the context against the values.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "promotion", entity = "PromotionRule", table = "promotion_rule", prefix = "prorul")]
#[model(aliases("promotion_rule", "promotion_rules"), linkable("promotion_rule_id"))]
#[model(cascade("values"))]
#[index(name = "IDX_promotion_rule_attribute", on("attribute"))]
#[index(
    name = "IDX_promotion_rule_attribute_operator",
    on("attribute", "operator"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_promotion_rule_attribute_operator_id",
    on("operator", "attribute", "id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_promotion_rule_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_promotion_rule_operator", on("operator"))]
#[check("operator IN ('gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'in')")]
pub struct PromotionRule {
    #[field(id)]
    pub id: PromotionRuleId,
    pub description: Option<String>,
    pub attribute: String,
    #[field(values("gte", "lte", "gt", "lt", "eq", "ne", "in"))]
    pub operator: String,
    #[relation(key = "promotion_rule_id")]
    pub values: HasMany<PromotionRuleValue>,
    #[relation(pivot = "promotion_promotion_rule", own = "promotion_rule_id", target = "promotion_id", hard)]
    pub promotions: ManyToMany<Promotion>,
    #[relation(
        pivot = "application_method_target_rules",
        own = "promotion_rule_id",
        target = "application_method_id",
        hard
    )]
    pub method_target_rules: ManyToMany<ApplicationMethod>,
    #[relation(
        pivot = "application_method_buy_rules",
        own = "promotion_rule_id",
        target = "application_method_id",
        hard
    )]
    pub method_buy_rules: ManyToMany<ApplicationMethod>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
