//! Workflow `add-to-cart`: puts variants into a cart; more of the same goes to the line that is there.

use super::lines::{new_line, same_line};
use super::offers::Offers;
use super::refresh::{self, Refresh};
use super::state::{CartState, Line};
use super::stock;
use serde_json::json;
use stheno_cart::LineItem;
use stheno_ids::LineItemId;
use stheno_kernel::{Error, Result};
use stheno_query::Held;
use stheno_workflow::{FlowTx, RequestCtx};

pub use super::lines::{ItemInput, pieces, whole};

/// Adds items to a cart; answers its rows.
pub async fn run(ctx: &RequestCtx, cart_id: String, items: Vec<ItemInput>) -> Result<Held> {
    ctx.transaction("add-to-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id })).await?;
        add(&cx, &mut state, &items).await?;
        refresh::run(&cx, &mut state, Refresh::default()).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        Ok(state.into_held(&cx))
    })
    .await
}

/// Adds items as a step of a flow, without what follows from it.
pub async fn add(cx: &FlowTx, state: &mut CartState, items: &[ItemInput]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    cx.step("get-variants-and-items-with-prices").await?;
    let variants: Vec<String> = items.iter().map(|i| i.variant_id.clone()).collect();
    let offers = Offers::load(cx, state, &variants).await?;
    // A line that takes more is priced for all of its pieces.
    let quantities: Vec<i64> = items
        .iter()
        .map(|input| {
            same_line(state, input).map_or(0, |line| line.item.quantity).saturating_add(input.quantity)
        })
        .collect();
    let priced = offers.priced(&variants, |at| quantities[at])?;
    let mut fresh: Vec<LineItemId> = Vec::new();
    let mut touched: Vec<LineItemId> = Vec::new();
    for (input, (offer, quote)) in items.iter().zip(priced) {
        let line = match same_line(state, input) {
            Some(line) => {
                grow(line, input.quantity)?;
                if line.item.unit_price != quote.unit_price {
                    (line.item.unit_price, line.item.compare_at_unit_price) =
                        (quote.unit_price, quote.compare_at);
                }
                line.item.id.clone()
            }
            None => {
                let item = new_line(cx.stamp(), &state.cart.id, input, offer, &quote)?;
                let id = item.id.clone();
                fresh.push(id.clone());
                state.lines.push(Line::of_new(item));
                id
            }
        };
        touched.push(line);
    }
    stock::confirm(cx, state, &offers.stock, &variants).await?;
    write(cx, state, &touched, &fresh).await
}

fn grow(line: &mut Line, by: i64) -> Result<()> {
    let grown = line.item.quantity.saturating_add(by);
    if grown > i64::from(i32::MAX) {
        return Err(Error::invalid_data("Item quantity is too large"));
    }
    line.item.quantity = grown;
    Ok(())
}

/// Writes the lines that were touched; those among `fresh` are new.
async fn write(
    cx: &FlowTx,
    state: &mut CartState,
    touched: &[LineItemId],
    fresh: &[LineItemId],
) -> Result<()> {
    cx.step("create-line-items-step").await?;
    let lines = state.lines.iter_mut().map(|line| &mut line.item).filter(|item| touched.contains(&item.id));
    let (mut new, mut grown) = (Vec::new(), Vec::new());
    for item in lines {
        if fresh.contains(&item.id) {
            new.push(item.clone());
        } else {
            item.updated_at = cx.now();
            grown.push(item.clone());
        }
    }
    state.insert(cx, new).await?;
    state.keep_lines();
    let columns =
        [LineItem::QUANTITY, LineItem::UNIT_PRICE, LineItem::COMPARE_AT_UNIT_PRICE, LineItem::UPDATED_AT];
    state.update(cx, grown, &columns).await
}
