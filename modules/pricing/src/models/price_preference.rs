//! `PricePreference`, table `price_preference`.

use stheno_ids::PricePreferenceId;
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// Whether prices that match an attribute (a currency, a region) include tax.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "PricePreference", table = "price_preference", prefix = "prpref")]
#[model(aliases("price_preference", "price_preferences"), linkable("price_preference_id"))]
#[index(
    name = "IDX_price_preference_attribute_value",
    on("attribute", "value"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_price_preference_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct PricePreference {
    #[field(id)]
    pub id: PricePreferenceId,
    pub attribute: String,
    pub value: Option<String>,
    #[field(default = "false")]
    pub is_tax_inclusive: bool,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
