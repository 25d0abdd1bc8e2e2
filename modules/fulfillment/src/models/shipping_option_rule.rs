//! `ShippingOptionRule`, table `shipping_option_rule`.

use super::ShippingOption;
use stheno_ids::{ShippingOptionId, ShippingOptionRuleId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A condition of a shipping option: it is offered only where the context's `attribute` meets it.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(
    module = "fulfillment",
    entity = "ShippingOptionRule",
    table = "shipping_option_rule",
    prefix = "sorul"
)]
#[model(aliases("shipping_option_rule", "shipping_option_rules"), linkable("shipping_option_rule_id"))]
#[index(name = "IDX_shipping_option_rule_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_shipping_option_rule_shipping_option_id",
    on("shipping_option_id"),
    filter = "deleted_at IS NULL"
)]
#[check("operator IN ('in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'nin')")]
#[foreign_key(
    on("shipping_option_id"),
    references = "shipping_option",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct ShippingOptionRule {
    #[field(id)]
    pub id: ShippingOptionRuleId,
    pub attribute: String,
    #[field(values("in", "eq", "ne", "gt", "gte", "lt", "lte", "nin"))]
    pub operator: String,
    pub value: Option<JsonText>,
    pub shipping_option_id: ShippingOptionId,
    pub shipping_option: BelongsTo<ShippingOption>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
