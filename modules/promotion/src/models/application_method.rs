//! `ApplicationMethod`, table `promotion_application_method`.

use super::{Promotion, PromotionRule};
use stheno_ids::{ApplicationMethodId, PromotionId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, ManyToMany, Model};

/// What a promotion takes off, and from what: `value` is percent, or major units of `currency_code` if fixed.
///
/// `buy_rules` say what must be bought, `target_rules` what gets cheaper.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "promotion",
    entity = "ApplicationMethod",
    table = "promotion_application_method",
    prefix = "proappmet"
)]
#[model(aliases("application_method", "application_methods"), linkable("application_method_id"))]
#[index(name = "IDX_application_method_allocation", on("allocation"))]
#[index(name = "IDX_application_method_target_type", on("target_type"))]
#[index(name = "IDX_application_method_type", on("type"))]
#[index(
    name = "IDX_promotion_application_method_currency_code",
    on("currency_code"),
    filter = "deleted_at IS NOT NULL"
)]
#[index(
    name = "IDX_promotion_application_method_deleted_at",
    on("deleted_at"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_promotion_application_method_promotion_id_unique",
    on("promotion_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[check("allocation IN ('each', 'across', 'once')")]
#[check("target_type IN ('order', 'shipping_methods', 'items')")]
#[check("type IN ('fixed', 'percentage')")]
#[foreign_key(on("promotion_id"), references = "promotion", on_delete = "CASCADE", on_update_cascade)]
pub struct ApplicationMethod {
    #[field(id)]
    pub id: ApplicationMethodId,
    pub value: Option<Amount>,
    pub currency_code: Option<String>,
    pub max_quantity: Option<i64>,
    pub apply_to_quantity: Option<i64>,
    pub buy_rules_min_quantity: Option<i64>,
    #[field(values("fixed", "percentage"))]
    pub r#type: String,
    #[field(values("order", "shipping_methods", "items"))]
    pub target_type: String,
    #[field(values("each", "across", "once"))]
    pub allocation: Option<String>,
    pub promotion_id: PromotionId,
    pub promotion: BelongsTo<Promotion>,
    #[relation(
        pivot = "application_method_target_rules",
        own = "application_method_id",
        target = "promotion_rule_id",
        hard
    )]
    pub target_rules: ManyToMany<PromotionRule>,
    #[relation(
        pivot = "application_method_buy_rules",
        own = "application_method_id",
        target = "promotion_rule_id",
        hard
    )]
    pub buy_rules: ManyToMany<PromotionRule>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
