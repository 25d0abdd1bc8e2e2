//! `PromotionRuleValue`, table `promotion_rule_value`.

use super::PromotionRule;
use stheno_ids::{PromotionRuleId, PromotionRuleValueId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A value that a promotion's condition compares with.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "promotion",
    entity = "PromotionRuleValue",
    table = "promotion_rule_value",
    prefix = "prorulval"
)]
#[model(aliases("promotion_rule_value", "promotion_rule_values"), linkable("promotion_rule_value_id"))]
#[index(name = "IDX_promotion_rule_value_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_promotion_rule_value_promotion_rule_id",
    on("promotion_rule_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_promotion_rule_value_rule_id_value",
    on("promotion_rule_id", "value"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_promotion_rule_value_value", on("value"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("promotion_rule_id"),
    references = "promotion_rule",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct PromotionRuleValue {
    #[field(id)]
    pub id: PromotionRuleValueId,
    pub value: String,
    pub promotion_rule_id: PromotionRuleId,
    pub promotion_rule: BelongsTo<PromotionRule>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
