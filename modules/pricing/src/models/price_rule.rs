//! `PriceRule`, table `price_rule`.

use super::Price;
use stheno_ids::{PriceId, PriceRuleId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A condition of a price: the context's `attribute` against `value`.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "PriceRule", table = "price_rule", prefix = "prule")]
#[index(name = "IDX_price_rule_attribute", on("attribute"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_price_rule_attribute_value", on("attribute", "value"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_price_rule_attribute_value_price_id",
    on("attribute", "value", "price_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_price_rule_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_price_rule_operator", on("operator"))]
#[index(name = "IDX_price_rule_operator_value", on("operator", "value"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_price_rule_price_id", on("price_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_price_rule_price_id_attribute_operator_unique",
    on("price_id", "attribute", "operator"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[check("operator IN ('gte', 'lte', 'gt', 'lt', 'eq')")]
#[foreign_key(on("price_id"), references = "price", on_delete = "CASCADE", on_update_cascade)]
pub struct PriceRule {
    #[field(id)]
    pub id: PriceRuleId,
    #[field(default = "''::text")]
    pub attribute: String,
    pub value: String,
    #[field(values("gte", "lte", "gt", "lt", "eq"), default = "'eq'::text")]
    pub operator: String,
    #[field(default = "0")]
    pub priority: i64,
    pub price_id: PriceId,
    pub price: BelongsTo<Price>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
