//! `TaxRate`, table `tax_rate`.

use super::{TaxRateRule, TaxRegion};
use stheno_ids::{TaxRateId, TaxRegionId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A tax rate of a region, in percent: the default one, or one for what its rules name.
///
/// A combinable rate is added to the parent region's.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "tax", entity = "TaxRate", table = "tax_rate", prefix = "txr")]
#[model(aliases("tax_rate", "tax_rates"), linkable("tax_rate_id"))]
#[model(cascade("rules"))]
#[index(
    name = "IDX_single_default_region",
    on("tax_region_id"),
    unique,
    filter = "is_default = true AND deleted_at IS NULL"
)]
#[index(name = "IDX_tax_rate_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_tax_rate_tax_region_id", on("tax_region_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("tax_region_id"), references = "tax_region", on_delete = "CASCADE")]
pub struct TaxRate {
    #[field(id)]
    pub id: TaxRateId,
    pub rate: Option<f64>,
    #[field(search)]
    pub code: String,
    #[field(search, translatable)]
    pub name: String,
    #[field(default = "false")]
    pub is_default: bool,
    #[field(default = "false")]
    pub is_combinable: bool,
    pub tax_region_id: TaxRegionId,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    pub tax_region: BelongsTo<TaxRegion>,
    #[relation(key = "tax_rate_id")]
    pub rules: HasMany<TaxRateRule>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
