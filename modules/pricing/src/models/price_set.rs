//! `PriceSet`, table `price_set`.

use super::Price;
use stheno_ids::PriceSetId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, Model};

/// The prices of one thing that is sold: a variant, a shipping option.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "PriceSet", table = "price_set", prefix = "pset")]
#[model(aliases("price_set", "price_sets"), linkable("price_set_id"))]
#[model(cascade("prices"))]
#[index(name = "IDX_price_set_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct PriceSet {
    #[field(id)]
    pub id: PriceSetId,
    #[relation(key = "price_set_id")]
    pub prices: HasMany<Price>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
