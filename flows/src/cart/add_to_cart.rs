//! Workflow `add-to-cart`: puts variants into a cart; more of the same goes to the line that is there.

use super::lines::{new_line, same_line};
use super::offers::Offers;
use super::refresh::{self, Refresh};
use super::state::{CartState, Line};
use super::stock;
use serde_json::json;
use stheno_cart::LineItem;
use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records};
use stheno_workflow::{FlowTx, RequestCtx};

pub use super::lines::{ItemInput, pieces, whole};

/// Adds items to a cart.
pub async fn run(ctx: &RequestCtx, cart_id: String, items: Vec<ItemInput>) -> Result<()> {
    ctx.transaction("add-to-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id })).await?;
        add(&cx, &mut state, &items).await?;
        refresh::run(&cx, &mut state, Refresh::default()).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        Ok(())
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
    let mut fresh: Vec<LineItem> = Vec::new();
    let mut touched: Vec<String> = Vec::new();
    for (input, (offer, quote)) in items.iter().zip(priced) {
        let line = match same_line(state, input) {
            Some(line) => {
                grow(line, input.quantity)?;
                if line.item.unit_price != quote.unit_price {
                    (line.item.unit_price, line.item.compare_at_unit_price) =
                        (quote.unit_price, quote.compare_at);
                }
                line.item.id.to_string()
            }
            None => {
                let item = new_line(cx.stamp(), &state.cart.id, input, offer, &quote)?;
                let id = item.id.to_string();
                fresh.push(item.clone());
                state.lines.push(Line::of_new(item));
                id
            }
        };
        touched.push(line);
    }
    let touched = state.lines.iter().filter(|line| touched.iter().any(|id| *id == line.item.id.as_str()));
    let wanted: Vec<(&str, i64)> =
        touched.filter_map(|line| Some((line.item.variant_id.as_deref()?, line.item.quantity))).collect();
    stock::confirm(cx, state.cart.sales_channel_id.as_deref(), &offers.stock, &wanted).await?;
    write(cx, state, items, fresh).await
}

fn grow(line: &mut Line, by: i64) -> Result<()> {
    let grown = line.item.quantity.saturating_add(by);
    if grown > i64::from(i32::MAX) {
        return Err(Error::invalid_data("Item quantity is too large"));
    }
    line.item.quantity = grown;
    Ok(())
}

async fn write(
    cx: &FlowTx,
    state: &mut CartState,
    items: &[ItemInput],
    mut fresh: Vec<LineItem>,
) -> Result<()> {
    cx.step("create-line-items-step").await?;
    // Two inputs for one new variant have met in one line, whose quantity is the state's.
    for item in &mut fresh {
        if let Some(line) = state.lines.iter().find(|l| l.item.id == item.id) {
            item.clone_from(&line.item);
        }
    }
    for input in items {
        let Some(line) = same_line(state, input) else { continue };
        if fresh.iter().any(|item| item.id == line.item.id) {
            continue;
        }
        let patch = Patch::<LineItem>::at(cx.now())
            .set(LineItem::QUANTITY, line.item.quantity)
            .set(LineItem::UNIT_PRICE, line.item.unit_price)
            .set(LineItem::COMPARE_AT_UNIT_PRICE, line.item.compare_at_unit_price);
        cx.update(LineItem::ID.eq(&line.item.id), patch).await?;
    }
    if fresh.is_empty() { Ok(()) } else { cx.insert(fresh).await }
}
