//! `TaxProvider`, table `tax_provider`.

use super::TaxRegion;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, Model};

/// A tax calculator that is installed; the configuration names the id (`tp_system`).
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "tax", entity = "TaxProvider", table = "tax_provider")]
#[model(aliases("tax_provider", "tax_providers"), linkable("tax_provider_id"))]
#[index(name = "IDX_tax_provider_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct TaxProvider {
    #[field(id)]
    pub id: String,
    #[field(default = "true")]
    pub is_enabled: bool,
    #[relation(key = "provider_id")]
    pub regions: HasMany<TaxRegion>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
