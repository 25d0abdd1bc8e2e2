//! `TaxRateRule`, table `tax_rate_rule`.

use super::TaxRate;
use stheno_ids::{TaxRateId, TaxRateRuleId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// What a tax rate is for: a product, product type or shipping option (`reference`) by id.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "tax", entity = "TaxRateRule", table = "tax_rate_rule", prefix = "txrule")]
#[model(aliases("tax_rate_rule", "tax_rate_rules"), linkable("tax_rate_rule_id"))]
#[index(name = "IDX_tax_rate_rule_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_tax_rate_rule_reference_id", on("reference_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_tax_rate_rule_tax_rate_id", on("tax_rate_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_tax_rate_rule_unique_rate_reference",
    on("tax_rate_id", "reference_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("tax_rate_id"), references = "tax_rate", on_delete = "CASCADE")]
pub struct TaxRateRule {
    #[field(id)]
    pub id: TaxRateRuleId,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    pub tax_rate_id: TaxRateId,
    pub reference: String,
    pub reference_id: String,
    pub tax_rate: BelongsTo<TaxRate>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
