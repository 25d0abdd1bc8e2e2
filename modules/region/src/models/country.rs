//! `Country`, table `region_country`.

use super::Region;
use stheno_ids::RegionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A country by its lower-case ISO 3166 code; in one region at most.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "region", entity = "Country", table = "region_country")]
#[model(aliases("country", "countries"), linkable("country_iso_2"))]
#[model(primary_key("iso_2"))]
#[index(name = "IDX_region_country_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_region_country_region_id", on("region_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_region_country_region_id_iso_2_unique", on("region_id", "iso_2"), unique)]
#[foreign_key(on("region_id"), references = "region", on_delete = "SET NULL", on_update_cascade)]
pub struct Country {
    #[field(id, search)]
    pub iso_2: String,
    pub iso_3: String,
    pub num_code: String,
    #[field(search)]
    pub name: String,
    pub display_name: String,
    pub region_id: Option<RegionId>,
    pub metadata: Option<JsonText>,
    #[relation(nullable)]
    pub region: BelongsTo<Region>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
