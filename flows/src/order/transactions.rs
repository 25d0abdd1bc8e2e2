//! Step `add-order-transaction`: money that moved for an order, and the summary that follows.

use stheno_ids::OrderId;
use stheno_kernel::{Amount, Result};
use stheno_model::{Model as _, Patch, Records};
use stheno_order::{Order, OrderSummary, OrderTransaction, summary};
use stheno_workflow::FlowTx;

/// Money that moved: positive from the customer, negative back to them.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Major units.
    pub amount: Amount,
    /// ISO 4217, lower case.
    pub currency_code: String,
    /// `capture` or `refund`.
    pub reference: &'static str,
    /// Its id.
    pub reference_id: String,
}

/// Notes what moved, and brings the order's summary up to date. The order is held until the transaction ends.
pub async fn add(cx: &FlowTx, order_id: &str, moved: Vec<Moved>) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    cx.step("add-order-transaction").await?;
    let Some(order) = cx.find_locked::<Order>(Order::ID.eq(order_id)).await?.pop() else { return Ok(()) };
    let current = OrderSummary::ORDER_ID.eq(&order.id).and(OrderSummary::VERSION.eq(order.version));
    if let Some(row) = cx.find::<OrderSummary>(current).await?.pop() {
        let before = summary::read(&row.totals);
        let after = moved.iter().fold(before, |summary, moved| summary.with_transaction(moved.amount));
        let patch = Patch::<OrderSummary>::at(cx.now()).set(OrderSummary::TOTALS, summary::write(&after));
        cx.update(OrderSummary::ID.eq(&row.id), patch).await?;
    }
    let rows = moved.into_iter().map(|moved| row(cx, &order.id, order.version, moved)).collect();
    cx.insert(rows).await
}

fn row(cx: &FlowTx, order_id: &OrderId, version: i64, moved: Moved) -> OrderTransaction {
    OrderTransaction {
        version,
        amount: moved.amount,
        currency_code: moved.currency_code,
        reference: Some(moved.reference.to_owned()),
        reference_id: Some(moved.reference_id),
        order_id: order_id.clone(),
        ..OrderTransaction::new(cx.stamp())
    }
}
