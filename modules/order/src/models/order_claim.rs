//! `OrderClaim`, table `order_claim`.

use super::{Order, OrderClaimItem, OrderShipping, OrderShippingMethod, OrderTransaction, Return};
use stheno_ids::{OrderClaimId, OrderId, ReturnId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// A complaint about goods received, answered with money or with replacements.
///
/// `additional_items` and `claim_items` are one table: `is_additional_item` tells replacements from what was
/// complained about.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderClaim", table = "order_claim", prefix = "claim")]
#[model(aliases("order_claim", "order_claims"), linkable("order_claim_id", "claim_id"))]
#[model(cascade("additional_items", "claim_items", "transactions"))]
#[index(name = "IDX_order_claim_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_claim_display_id", on("display_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_order_claim_order_id", on("order_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_order_claim_return_id",
    on("return_id"),
    filter = "return_id IS NOT NULL AND deleted_at IS NULL"
)]
pub struct OrderClaim {
    #[field(id)]
    pub id: OrderClaimId,
    pub order_version: i64,
    #[field(sql = "serial")]
    pub display_id: i64,
    #[field(values("refund", "replace"), enum_type("order_claim_type_enum"))]
    pub r#type: String,
    pub no_notification: Option<bool>,
    pub refund_amount: Option<Amount>,
    pub created_by: Option<String>,
    pub canceled_at: Option<Timestamp>,
    pub metadata: Option<JsonText>,
    pub order_id: OrderId,
    pub return_id: Option<ReturnId>,
    pub order: BelongsTo<Order>,
    #[relation(nullable)]
    pub r#return: BelongsTo<Return>,
    #[relation(key = "claim_id")]
    pub additional_items: HasMany<OrderClaimItem>,
    #[relation(key = "claim_id")]
    pub claim_items: HasMany<OrderClaimItem>,
    #[relation(
        through = OrderShipping,
        own = "claim_id",
        target = "shipping_method_id",
        overlay("order_id"),
        detail = "detail"
    )]
    pub shipping_methods: HasMany<OrderShippingMethod>,
    #[relation(key = "claim_id")]
    pub transactions: HasMany<OrderTransaction>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
