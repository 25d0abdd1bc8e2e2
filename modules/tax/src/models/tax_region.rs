//! `TaxRegion`, table `tax_region`.

use super::{TaxProvider, TaxRate};
use stheno_ids::TaxRegionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A country or a province of it with its own taxes. Only countries name a provider; provinces have one as
/// parent.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "tax", entity = "TaxRegion", table = "tax_region", prefix = "txreg")]
#[model(aliases("tax_region", "tax_regions"), linkable("tax_region_id"))]
#[model(cascade("children", "tax_rates"))]
#[index(name = "IDX_tax_region_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_tax_region_parent_id", on("parent_id"))]
#[index(name = "IDX_tax_region_provider_id", on("provider_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_tax_region_unique_country_nullable_province",
    on("country_code"),
    unique,
    filter = "province_code IS NULL AND deleted_at IS NULL"
)]
#[index(
    name = "IDX_tax_region_unique_country_province",
    on("country_code", "province_code"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[check("parent_id IS NULL OR province_code IS NOT NULL")]
#[check("parent_id IS NULL OR provider_id IS NULL")]
#[foreign_key(on("parent_id"), references = "tax_region", on_delete = "CASCADE")]
#[foreign_key(on("provider_id"), references = "tax_provider", on_delete = "SET NULL")]
pub struct TaxRegion {
    #[field(id)]
    pub id: TaxRegionId,
    #[field(search)]
    pub country_code: String,
    #[field(search)]
    pub province_code: Option<String>,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    pub provider_id: Option<String>,
    pub parent_id: Option<TaxRegionId>,
    #[relation(nullable)]
    pub provider: BelongsTo<TaxProvider>,
    #[relation(nullable)]
    pub parent: BelongsTo<TaxRegion>,
    #[relation(key = "parent_id")]
    pub children: HasMany<TaxRegion>,
    #[relation(key = "tax_region_id")]
    pub tax_rates: HasMany<TaxRate>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
