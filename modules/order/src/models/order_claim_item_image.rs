//! `OrderClaimItemImage`, table `order_claim_item_image`.

use super::OrderClaimItem;
use stheno_ids::{OrderClaimItemId, OrderClaimItemImageId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A picture that proves a claim.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderClaimItemImage", table = "order_claim_item_image", prefix = "climg")]
#[index(
    name = "IDX_order_claim_item_image_claim_item_id",
    on("claim_item_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_order_claim_item_image_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct OrderClaimItemImage {
    #[field(id)]
    pub id: OrderClaimItemImageId,
    pub claim_item_id: OrderClaimItemId,
    pub url: String,
    pub metadata: Option<JsonText>,
    pub claim_item: BelongsTo<OrderClaimItem>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
