//! `Region`, table `region`.

use super::Country;
use stheno_ids::RegionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// Countries that buy in one currency; taxes are reckoned by themselves or on request.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "region", entity = "Region", table = "region", prefix = "reg")]
#[model(aliases("region", "regions"), linkable("region_id"))]
#[index(name = "IDX_region_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct Region {
    #[field(id)]
    pub id: RegionId,
    #[field(search, translatable)]
    pub name: String,
    #[field(search)]
    pub currency_code: String,
    #[field(default = "true")]
    pub automatic_taxes: bool,
    pub metadata: Option<JsonText>,
    #[relation(key = "region_id")]
    pub countries: HasMany<Country>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
