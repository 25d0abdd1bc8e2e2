//! `OrderClaimItem`, table `order_claim_item`.

use super::{OrderClaim, OrderClaimItemImage, OrderLineItem};
use stheno_ids::{OrderClaimId, OrderClaimItemId, OrderLineItemId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A line of a claim: what was complained about, or a replacement sent out (`is_additional_item`).
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderClaimItem", table = "order_claim_item", prefix = "claitem")]
#[model(cascade("images"))]
#[index(name = "IDX_order_claim_item_claim_id", on("claim_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_claim_item_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_claim_item_item_id", on("item_id"), filter = "deleted_at IS NULL")]
pub struct OrderClaimItem {
    #[field(id)]
    pub id: OrderClaimItemId,
    #[field(
        values("missing_item", "wrong_item", "production_failure", "other"),
        enum_type("claim_reason_enum")
    )]
    pub reason: Option<String>,
    pub quantity: Amount,
    #[field(default = "false")]
    pub is_additional_item: bool,
    pub note: Option<String>,
    pub metadata: Option<JsonText>,
    pub claim_id: OrderClaimId,
    pub item_id: OrderLineItemId,
    pub claim: BelongsTo<OrderClaim>,
    pub item: BelongsTo<OrderLineItem>,
    #[relation(key = "claim_item_id")]
    pub images: HasMany<OrderClaimItemImage>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
