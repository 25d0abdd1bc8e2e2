//! Workflow `create-reservations-workflow`: promises stock. What there is decides in the statement that promises it.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use stheno_inventory::ReservationItem;
use stheno_inventory::service::{self, Place, Promise};
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::json::big_number;
use stheno_model::{Model as _, Records as _};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// A reservation as a body names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    #[serde(default)]
    line_item_id: Option<String>,
    location_id: String,
    inventory_item_id: String,
    quantity: Json,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    metadata: Option<Map<String, Json>>,
}

impl Input {
    /// The record that it means.
    pub fn into_reservation(self, ctx: &RequestCtx) -> Result<ReservationItem> {
        let quantity = big_number(&self.quantity)
            .ok_or_else(|| Error::invalid_data("Invalid request: Field 'quantity' is no amount"))?;
        Ok(ReservationItem {
            line_item_id: self.line_item_id.map(Into::into),
            location_id: self.location_id.into(),
            inventory_item_id: self.inventory_item_id.into(),
            quantity,
            description: self.description,
            metadata: self.metadata.as_ref().map(JsonText::of),
            created_by: Some(ctx.actor.id.clone()).filter(|id| !id.is_empty()),
            ..ReservationItem::default()
        })
    }
}

/// Creates reservations; answers their ids. Ids and times of the records given are made anew.
pub async fn run(ctx: &RequestCtx, reservations: Vec<ReservationItem>) -> Result<Vec<String>> {
    ctx.transaction("create-reservations-workflow", move |cx| async move { within(&cx, reservations).await })
        .await
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
    delete_records(cx, ReservationItem::meta(), &ids).await?;
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
