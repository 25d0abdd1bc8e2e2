//! `Price`, table `price`.

use super::{PriceList, PriceRule, PriceSet};
use stheno_ids::{PriceId, PriceListId, PriceSetId};
use stheno_kernel::{Amount, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// An amount in major units of its currency, for quantities from `min_quantity` to `max_quantity`, where all
/// its rules hold.
///
/// `rules_count` counts the rules, so that a price is matched without reading them.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "Price", table = "price", prefix = "price")]
#[model(aliases("price", "prices"), linkable("price_id"))]
#[model(cascade("price_rules"))]
#[index(name = "IDX_price_currency_code", on("currency_code"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_price_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_price_price_list_id", on("price_list_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_price_price_set_id", on("price_set_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("price_list_id"), references = "price_list", on_delete = "CASCADE", on_update_cascade)]
#[foreign_key(on("price_set_id"), references = "price_set", on_delete = "CASCADE", on_update_cascade)]
pub struct Price {
    #[field(id)]
    pub id: PriceId,
    pub title: Option<String>,
    pub currency_code: String,
    pub amount: Amount,
    pub min_quantity: Option<Amount>,
    pub max_quantity: Option<Amount>,
    #[field(default = "0")]
    pub rules_count: Option<i64>,
    pub price_set_id: PriceSetId,
    pub price_list_id: Option<PriceListId>,
    pub price_set: BelongsTo<PriceSet>,
    #[relation(key = "price_id")]
    pub price_rules: HasMany<PriceRule>,
    #[relation(nullable)]
    pub price_list: BelongsTo<PriceList>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
