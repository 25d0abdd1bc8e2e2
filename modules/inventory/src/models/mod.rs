//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod inventory_item;
mod inventory_level;
mod reservation_item;

pub use inventory_item::InventoryItem;
pub use inventory_level::InventoryLevel;
pub use reservation_item::ReservationItem;
