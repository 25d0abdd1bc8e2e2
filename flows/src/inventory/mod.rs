//! Workflows of inventory and of reservations.

pub mod batch_inventory_item_levels;
pub mod create_inventory_items;
pub mod create_inventory_levels;
pub mod create_reservations;
pub mod delete_inventory_items;
pub mod delete_inventory_levels;
pub mod delete_reservations;
pub mod update_inventory_items;
pub mod update_inventory_levels;
pub mod update_reservations;

use crate::plain::Plain;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use stheno_inventory::service::{Count, Place};
use stheno_inventory::{InventoryItem, ReservationItem};
use stheno_kernel::{Error, Result};
use stheno_model::Model as _;
use stheno_model::json::big_number;
use stheno_workflow::FlowTx;

const ITEMS: Plain = Plain {
    model: InventoryItem::meta,
    flow: "inventory-items",
    event: "inventory-item",
    label: "Inventory item",
};

const RESERVATIONS: Plain = Plain {
    model: ReservationItem::meta,
    flow: "reservations",
    event: "reservation-item",
    label: "Reservation",
};

/// A level as a body names it.
#[derive(Clone, Debug, Deserialize)]
pub struct LevelInput {
    /// The item, where the path does not say it.
    #[serde(default)]
    pub inventory_item_id: String,
    /// Where.
    pub location_id: String,
    #[serde(default)]
    stocked_quantity: Option<Json>,
    #[serde(default)]
    incoming_quantity: Option<Json>,
}

impl LevelInput {
    /// Names the item that the path says.
    pub fn of(mut self, item_id: &str) -> Self {
        item_id.clone_into(&mut self.inventory_item_id);
        self
    }

    fn count(self) -> Result<Count> {
        let amount = |json: Option<Json>, field: &str| match json {
            None => Ok(None),
            Some(json) => big_number(&json)
                .map(Some)
                .ok_or_else(|| Error::invalid_data(format!("Invalid request: Field '{field}' is no amount"))),
        };
        Ok(Count {
            stocked_quantity: amount(self.stocked_quantity, "stocked_quantity")?,
            incoming_quantity: amount(self.incoming_quantity, "incoming_quantity")?,
            place: Place { inventory_item_id: self.inventory_item_id, location_id: self.location_id },
        })
    }
}

/// Tells of levels, one event each.
fn tell<'a>(cx: &FlowTx, what: &str, level_ids: impl Iterator<Item = &'a str>) {
    for id in level_ids {
        cx.emit(&format!("inventory-level.{what}"), json!({ "id": id }));
    }
}
