//! Computed quantities: what an item has in all its locations, and what a location could still promise.

use stheno_kernel::{Amount, Result, Value};
use stheno_query::{Computer, Context, NodeView, RowView};

/// Fills `stocked_quantity` and `reserved_quantity` of `InventoryItem`: sums over its levels, which only
/// those see who ask for them by name.
pub struct ItemQuantities;

impl Computer for ItemQuantities {
    fn fields(&self) -> &'static [&'static str] {
        &["stocked_quantity", "reserved_quantity"]
    }

    fn null_with_all(&self) -> &'static [&'static str] {
        self.fields()
    }

    fn needs(&self, fields: &[&'static str]) -> Vec<&'static str> {
        fields.iter().map(|field| level_path(field)).collect()
    }

    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _: &Context) -> Result<Vec<Vec<Value>>> {
        let sum = |item: RowView<'_>, field: &str| -> Value {
            item.children("location_levels").map(|level| amount(level, field)).sum::<Amount>().into()
        };
        Ok(rows.iter().map(|item| fields.iter().map(|field| sum(item, field)).collect()).collect())
    }
}

fn level_path(field: &str) -> &'static str {
    if field == "stocked_quantity" {
        "location_levels.stocked_quantity"
    } else {
        "location_levels.reserved_quantity"
    }
}

/// Fills `available_quantity` of `InventoryLevel`; it comes with all fields of a level.
pub struct LevelQuantities;

impl Computer for LevelQuantities {
    fn fields(&self) -> &'static [&'static str] {
        &["available_quantity"]
    }

    fn with_all(&self) -> &'static [&'static str] {
        self.fields()
    }

    fn needs(&self, _: &[&'static str]) -> Vec<&'static str> {
        vec!["stocked_quantity", "reserved_quantity"]
    }

    fn compute(&self, rows: NodeView<'_>, _: &[&'static str], _: &Context) -> Result<Vec<Vec<Value>>> {
        let free = |level| amount(level, "stocked_quantity") - amount(level, "reserved_quantity");
        Ok(rows.iter().map(|level| vec![free(level).into()]).collect())
    }
}

fn amount(row: RowView<'_>, field: &str) -> Amount {
    row.get(field).as_decimal().map(Amount::from).unwrap_or_default()
}
