//! Product variant to inventory item: what a variant takes out of stock, and how many of it.

use stheno_database::ddl::SqlType;
use stheno_inventory::InventoryItem;
use stheno_link::{Extra, LinkDefinition, Shortcut, Side};
use stheno_model::{FieldKind, Model as _};
use stheno_product::ProductVariant;

/// How many of the inventory item one of the variant takes.
const REQUIRED_QUANTITY: Extra = Extra {
    name: "required_quantity",
    sql: SqlType::Numeric,
    kind: FieldKind::BigNumber,
    nullable: false,
    default: Some("1"),
};

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "product_variant_inventory_item",
    long_table: None,
    service: "ProductVariantInventoryInventoryItemLink",
    entity: "LinkProductVariantInventoryItem",
    id_prefix: "pvitem",
    aliases: &["product_variant_inventory_item", "product_variant_inventory_items"],
    left: Side::new(ProductVariant::meta, "variant_id", "variant")
        .many()
        .list_field("inventory_items")
        .shortcuts(&[Shortcut::list("inventory", "inventory")]),
    right: Side::new(InventoryItem::meta, "inventory_item_id", "inventory")
        .many()
        .list_field("variant_link")
        .shortcuts(&[Shortcut::list("variants", "variant")]),
    extra: &[REQUIRED_QUANTITY],
    flag: None,
};
