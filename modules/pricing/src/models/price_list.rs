//! `PriceList`, table `price_list`.

use super::{Price, PriceListRule};
use stheno_ids::PriceListId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// A set of prices that undercut (`sale`) or replace (`override`) the usual ones while it is active and its
/// rules hold.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "pricing", entity = "PriceList", table = "price_list", prefix = "plist")]
#[model(aliases("price_list", "price_lists"), linkable("price_list_id"))]
#[model(cascade("price_list_rules", "prices"))]
#[index(name = "IDX_price_list_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(
    name = "IDX_price_list_id_status_starts_at_ends_at",
    on("id", "status", "starts_at", "ends_at"),
    filter = "deleted_at IS NULL AND status = 'active'"
)]
#[check("status IN ('active', 'draft')")]
#[check("type IN ('sale', 'override')")]
pub struct PriceList {
    #[field(id)]
    pub id: PriceListId,
    #[field(search)]
    pub title: String,
    #[field(search)]
    pub description: String,
    #[field(values("active", "draft"), default = "'draft'::text")]
    pub status: String,
    #[field(values("sale", "override"), default = "'sale'::text")]
    pub r#type: String,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    #[field(default = "0")]
    pub rules_count: Option<i64>,
    pub metadata: Option<JsonText>,
    #[relation(key = "price_list_id")]
    pub prices: HasMany<Price>,
    #[relation(key = "price_list_id")]
    pub price_list_rules: HasMany<PriceListRule>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
