//! `CreditLine`, table `credit_line`.

use super::Cart;
use stheno_ids::{CartId, CreditLineId};
use stheno_kernel::{Amount, JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// An amount, in major units, taken off a cart's total (store credit, gift cards).
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "CreditLine", table = "credit_line", prefix = "cacl")]
#[model(aliases("credit_line", "credit_lines"), linkable("credit_line_id"))]
#[index(
    name = "IDX_cart_credit_line_reference_reference_id",
    on("reference", "reference_id"),
    filter = "deleted_at IS NOT NULL"
)]
#[index(name = "IDX_credit_line_cart_id", on("cart_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_credit_line_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[foreign_key(on("cart_id"), references = "cart", on_update_cascade)]
pub struct CreditLine {
    #[field(id)]
    pub id: CreditLineId,
    pub cart_id: CartId,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub amount: Amount,
    pub metadata: Option<JsonText>,
    pub cart: BelongsTo<Cart>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
