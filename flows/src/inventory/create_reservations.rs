//! Workflow `create-reservations-workflow`: promises stock. What there is decides in the statement that promises it.

use crate::linked;
use serde_json::json;
use stheno_inventory::service::{self, Place, Promise};
use stheno_inventory::ReservationItem;
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates reservations; answers their ids. Ids and times of the records given are made anew.
pub async fn run(ctx: &RequestCtx, reservations: Vec<ReservationItem>) -> Result<Vec<String>> {
    ctx.transaction("create-reservations-workflow", move |cx| async move { within(&cx, reservations).await }).await
}

/// Creates reservations as a part of another flow; two statements for any number of them at one place, three for more.
pub async fn within(cx: &FlowTx, reservations: Vec<ReservationItem>) -> Result<Vec<String>> {
    if reservations.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("create-reservations-step").await?;
    let promises: Vec<Promise> = reservations.iter().map(promise_of).collect();
    service::promise(cx.tx(), &promises, cx.now()).await?;
    let stamped = |wanted: ReservationItem| {
        let new = ReservationItem::new(cx.stamp());
        ReservationItem { id: new.id, created_at: new.created_at, updated_at: new.updated_at, ..wanted }
    };
    let rows: Vec<ReservationItem> = reservations.into_iter().map(stamped).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id.as_str().to_owned()).collect();
    cx.insert(rows).await?;
    tell(cx, "created", &ids);
    Ok(ids)
}

/// Takes reservations back, as a part of another flow, with their links.
pub async fn release(cx: &FlowTx, ids: &[String]) -> Result<()> {
    let held = cx.find_locked::<ReservationItem>(ReservationItem::ID.is_in(ids)).await?;
    let back = |reservation: &ReservationItem| Promise {
        quantity: -reservation.quantity,
        allow_backorder: true,
        ..promise_of(reservation)
    };
    let promises: Vec<Promise> = held.iter().map(back).collect();
    service::take_back(cx.tx(), &promises, cx.now()).await?;
    let ids: Vec<String> = held.into_iter().map(|reservation| reservation.id.into_string()).collect();
    linked::delete(cx, ReservationItem::meta(), &ids).await?;
    tell(cx, "deleted", &ids);
    Ok(())
}

fn promise_of(reservation: &ReservationItem) -> Promise {
    Promise {
        place: Place::of(reservation),
        quantity: reservation.quantity,
        allow_backorder: reservation.allow_backorder,
    }
}

fn tell(cx: &FlowTx, what: &str, ids: &[String]) {
    for id in ids {
        cx.emit(&format!("reservation-item.{what}"), json!({ "id": id }));
    }
}
