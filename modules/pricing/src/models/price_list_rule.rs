//! `PriceListRule`, table `price_list_rule`.

use super::PriceList;
use stheno_ids::{PriceListId, PriceListRuleId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A condition of a price list: the context's `attribute` must be one of the list `value`.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "PriceListRule", table = "price_list_rule", prefix = "prule")]
#[index(name = "IDX_price_list_rule_attribute", on("attribute"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_price_list_rule_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_price_list_rule_price_list_id", on("price_list_id"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_price_list_rule_value", on("value"), method = "gin", filter = "deleted_at IS NULL")]
#[foreign_key(on("price_list_id"), references = "price_list", on_delete = "CASCADE", on_update_cascade)]
pub struct PriceListRule {
    #[field(id)]
    pub id: PriceListRuleId,
    #[field(default = "''::text")]
    pub attribute: String,
    pub value: Option<JsonText>,
    pub price_list_id: PriceListId,
    pub price_list: BelongsTo<PriceList>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
