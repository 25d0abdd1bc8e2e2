//! Changes of an order: opened one at a time, then confirmed, declined or dropped. Whoever calls holds the order.

use serde_json::json;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Patch, Records as _};
use stheno_order::change::outcome;
use stheno_order::{Order, OrderChange, OrderChangeAction, version};
use stheno_workflow::FlowTx;

/// A change with its actions.
pub(super) struct Change {
    pub row: OrderChange,
    pub actions: Vec<OrderChangeAction>,
}

/// The change of an order that is neither confirmed nor declined.
pub(super) async fn active(cx: &FlowTx, order: &Order) -> Result<Option<Change>> {
    let open = OrderChange::ORDER_ID.eq(&order.id).and(OrderChange::STATUS.is_in(["pending", "requested"]));
    let Some(row) = cx.find::<OrderChange>(open).await?.pop() else { return Ok(None) };
    let actions = cx.find::<OrderChangeAction>(OrderChangeAction::ORDER_CHANGE_ID.eq(&row.id)).await?;
    Ok(Some(Change { row, actions }))
}

/// Opens a change with one action. Refused while another is open.
pub(super) async fn open(
    cx: &FlowTx,
    order: &Order,
    row: OrderChange,
    action: OrderChangeAction,
) -> Result<Change> {
    cx.step("create-order-change").await?;
    if active(cx, order).await?.is_some() {
        let message = format!("Order ({}) already has an existing active order change", order.id);
        return Err(Error::invalid_data(message));
    }
    let row = OrderChange { order_id: order.id.clone(), version: order.version + 1, ..row };
    let action = OrderChangeAction {
        order_id: order.id.clone(),
        order_change_id: Some(row.id.clone()),
        version: Some(row.version),
        ..action
    };
    cx.insert_one(row.clone()).await?;
    cx.within("create-order-change-actions").step("create-entities").await?;
    cx.insert_one(action.clone()).await?;
    Ok(Change { row, actions: vec![action] })
}

/// Confirms a change: the order becomes what its actions say, and gets the change's version.
pub(super) async fn confirm(cx: &FlowTx, order: &Order, change: &Change, by: Option<&str>) -> Result<()> {
    cx.step("confirm-order-changes").await?;
    let outcome = outcome(&change.actions)?;
    let next = change.row.version;
    let patch = Patch::at(cx.now())
        .set(OrderChange::STATUS, "confirmed")
        .set(OrderChange::CONFIRMED_AT, cx.now())
        .set_some(OrderChange::CONFIRMED_BY, by);
    cx.update(OrderChange::ID.eq(&change.row.id), patch).await?;
    let applied = Patch::at(cx.now()).set(OrderChangeAction::APPLIED, true);
    cx.update(OrderChangeAction::ORDER_CHANGE_ID.eq(&change.row.id), applied).await?;
    if next > order.version {
        version::copy(cx.tx(), cx.stamp(), order, next, &outcome.credits).await?;
    }
    let patch = Patch::at(cx.now())
        .set(Order::VERSION, next.max(order.version))
        .set_some(Order::CUSTOMER_ID, outcome.customer_id)
        .set_some(Order::EMAIL, outcome.email);
    cx.update(Order::ID.eq(&order.id), patch).await?;
    cx.emit("order.updated", json!({ "id": order.id.as_str() }));
    Ok(())
}

/// Declines a change: it is kept, and has no effect.
pub(super) async fn decline(cx: &FlowTx, change: &Change) -> Result<()> {
    cx.step("decline-order-change").await?;
    let patch =
        Patch::at(cx.now()).set(OrderChange::STATUS, "declined").set(OrderChange::DECLINED_AT, cx.now());
    cx.update(OrderChange::ID.eq(&change.row.id), patch).await.map(drop)
}

/// Drops a change, its actions with it.
pub(super) async fn delete(cx: &FlowTx, change: &Change) -> Result<()> {
    cx.step("delete-order-change").await?;
    stheno_workflow::steps::delete_records(cx, OrderChange::meta(), &[change.row.id.to_string()])
        .await
        .map(drop)
}
