//! Inventory level to stock location: one, though the contract shows a list.

use stheno_inventory::InventoryLevel;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_stock_location::StockLocation;

pub(crate) const LINKS: [ReadOnlyLink; 1] = [ReadOnlyLink::list(
    (InventoryLevel::meta, "location_id"),
    "stock_locations",
    (StockLocation::meta, "id"),
)];
