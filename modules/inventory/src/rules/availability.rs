//! The computed field `inventory_quantity`.

use stheno_kernel::Amount;

/// An inventory item of a variant, with the link's quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventoryItem {
    /// `iitem_…`
    pub id: String,
    /// Pieces of it in one piece of the variant.
    pub required_quantity: Amount,
    /// Where it lies.
    pub levels: Vec<Level>,
}

/// A row of `inventory_level` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// `sloc_…`
    pub location_id: String,
    /// Whether the sales channel is served from there.
    pub is_in_channel: bool,
    /// Pieces that lie there.
    pub stocked_quantity: Amount,
    /// Pieces of them that are promised to orders.
    pub reserved_quantity: Amount,
}

impl Level {
    /// Pieces that are free; below zero where more is promised than lies there.
    pub fn available_quantity(&self) -> Amount {
        self.stocked_quantity - self.reserved_quantity
    }
}

/// Whole pieces of a variant that its scarcest inventory item allows; `None` for a variant without inventory items.
/// `channel_only` counts the locations of the sales channel, else all count.
pub fn available_quantity(items: &[InventoryItem], channel_only: bool) -> Option<Amount> {
    let of_item = |item: &InventoryItem| {
        let counts = |level: &&Level| level.is_in_channel || !channel_only;
        let available: Amount = item.levels.iter().filter(counts).map(Level::available_quantity).sum();
        let pieces = available.decimal().checked_div(item.required_quantity.decimal())?;
        Some(Amount::from(pieces.floor()))
    };
    // An item of which nothing is required does not limit.
    items.iter().filter_map(of_item).min()
}
