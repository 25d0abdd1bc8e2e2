//! Workflow `update-line-item-in-cart`: another quantity or other metadata; none is the line's end.

use super::delete_line_items;
use super::offers::Offers;
use super::refresh::{self, Refresh};
use super::state::CartState;
use super::stock;
use serde_json::{Map, Value as Json, json};
use stheno_cart::LineItem;
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::dynamic;
use stheno_query::Held;
use stheno_workflow::RequestCtx;

/// What to change.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Pieces from now on.
    pub quantity: i64,
    /// Merged into what is kept; null clears it.
    pub metadata: Option<Option<Map<String, Json>>>,
}

/// Changes a line; answers the rows of the cart.
pub async fn run(ctx: &RequestCtx, cart_id: String, line_id: String, update: Update) -> Result<Held> {
    ctx.transaction("update-line-item-in-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        let missing = || Error::not_found(format!("Line item with id: {line_id} was not found"));
        let at = state.lines.iter().position(|l| l.item.id.as_str() == line_id).ok_or_else(missing)?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id, "item_id": line_id })).await?;
        if update.quantity == 0 {
            delete_line_items::remove(&cx, &mut state, &[line_id]).await?;
        } else {
            state.lines[at].item.quantity = update.quantity;
            change(&cx, &mut state, at, update).await?;
        }
        refresh::run(&cx, &mut state, Refresh::default()).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        Ok(state.into_held(&cx))
    })
    .await
}

async fn change(
    cx: &stheno_workflow::FlowTx,
    state: &mut CartState,
    at: usize,
    update: Update,
) -> Result<()> {
    if let Some(variant) = state.lines[at].item.variant_id.clone() {
        let variants = [variant.to_string()];
        let offers = Offers::load(cx, state, &variants).await?;
        let (_, quote) = offers
            .priced(&variants, |_| update.quantity)?
            .pop()
            .ok_or_else(|| Error::invalid_data(format!("Variants with IDs {variant} do not have a price")))?;
        stock::confirm(cx, state, &offers.stock, &variants).await?;
        let item = &mut state.lines[at].item;
        if !item.is_custom_price {
            (item.unit_price, item.compare_at_unit_price) = (quote.unit_price, quote.compare_at);
            item.is_tax_inclusive |= quote.is_tax_inclusive;
        }
    }
    let item = &mut state.lines[at].item;
    if let Some(metadata) = update.metadata {
        item.metadata = merged(item.metadata.as_ref(), metadata)?;
    }
    cx.step("update-line-items-step").await?;
    item.updated_at = cx.now();
    let columns = [
        LineItem::QUANTITY,
        LineItem::UNIT_PRICE,
        LineItem::COMPARE_AT_UNIT_PRICE,
        LineItem::IS_TAX_INCLUSIVE,
        LineItem::METADATA,
        LineItem::UPDATED_AT,
    ];
    let changed = vec![item.clone()];
    state.update(cx, changed, &columns).await
}

/// Metadata after a change, as every record merges it.
pub(super) fn merged(kept: Option<&JsonText>, change: Option<Map<String, Json>>) -> Result<Option<JsonText>> {
    change.map(|change| dynamic::merge(kept, &change)).transpose()
}
