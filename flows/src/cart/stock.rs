//! The stock behind variants, and whether there is enough of it. Nothing is taken here: completion reserves in one
//! statement.

use std::collections::{HashMap, HashSet};
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_inventory::rules::{self, InventoryItem, Level, Variant};
use stheno_kernel::{Amount, Error, Result, Value};
use stheno_model::Records;
use stheno_sales_channel::SalesChannel;
use stheno_workflow::FlowTx;

/// Variants with the levels of what they are made of.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    /// As the rules of inventory read them, by id in order: the rules take locations in the order in which they meet them.
    pub variants: Vec<Variant>,
    /// Level ids by inventory item and location.
    pub level_ids: HashMap<(String, String), String>,
    /// Inventory items that have to be shipped.
    shipped: HashSet<String>,
}

/// The levels behind some variants.
pub struct Levels(Vec<LevelRow>);

/// An inventory item of a variant at one location, or at none.
struct LevelRow {
    variant_id: String,
    item_id: String,
    required: Amount,
    is_shipped: bool,
    level_id: Option<String>,
    level: Level,
}

impl Levels {
    /// The levels behind variants, and which of them the sales channel sells from. One statement over the tables of three
    /// modules, where the graph would need one a hop: every line added and every checkout pays for it.
    pub async fn load(cx: &FlowTx, ids: &[&str], channel: Option<&str>) -> Result<Self> {
        if ids.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let (part, level, place, item) = (Alias::ROOT, Alias(1), Alias(2), Alias(3));
        let same = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
        let live = |alias| Expr::Column(alias, "deleted_at").is_null();
        let item_id = || Expr::Column(part, "inventory_item_id");
        let of_item = same(Expr::Column(level, "inventory_item_id"), item_id());
        let of_channel = same(Expr::Column(place, "stock_location_id"), Expr::Column(level, "location_id"))
            .and(Expr::Column(place, "sales_channel_id").eq(channel.unwrap_or_default()));
        let select = Select::from("product_variant_inventory_item")
            .column("variant_id", Type::Text)
            .column("inventory_item_id", Type::Text)
            .column("required_quantity", Type::Decimal)
            .expr(Expr::Column(item, "requires_shipping"), Type::Bool)
            .expr(Expr::Column(level, "id"), Type::Text)
            .expr(Expr::Column(level, "location_id"), Type::Text)
            .expr(Expr::Column(level, "stocked_quantity"), Type::Decimal)
            .expr(Expr::Column(level, "reserved_quantity"), Type::Decimal)
            .expr(Expr::Column(place, "stock_location_id"), Type::Text)
            .left_join("inventory_item", item, same(Expr::Column(item, "id"), item_id()).and(live(item)))
            .left_join("inventory_level", level, of_item.and(live(level)))
            .left_join("sales_channel_stock_location", place, of_channel.and(live(place)))
            .filter(Expr::column("variant_id").is_in(ids.iter().copied()))
            .filter(live(part))
            .order(Expr::column("inventory_item_id"), false)
            .order(Expr::Column(level, "id"), false);
        let rows = cx.run(select).await?;
        Ok(Self(rows.iter().filter_map(level_row).collect()))
    }

    /// The stock of these variants, given without their items.
    pub fn of(self, mut variants: Vec<Variant>) -> Stock {
        variants.sort_by(|a, b| a.id.cmp(&b.id));
        let mut stock = Stock { variants, ..Stock::default() };
        for row in self.0 {
            let Some(variant) = stock.variants.iter_mut().find(|v| v.id == row.variant_id) else { continue };
            if row.is_shipped {
                stock.shipped.insert(row.item_id.clone());
            }
            let position =
                variant.items.iter().position(|item| item.id == row.item_id).unwrap_or_else(|| {
                    let (id, required_quantity) = (row.item_id.clone(), row.required);
                    variant.items.push(InventoryItem { id, required_quantity, levels: Vec::new() });
                    variant.items.len() - 1
                });
            if let Some(level_id) = row.level_id {
                stock.level_ids.insert((row.item_id, row.level.location_id.clone()), level_id);
                variant.items[position].levels.push(row.level);
            }
        }
        stock
    }
}

fn level_row(row: &[Value]) -> Option<LevelRow> {
    let [variant, item, required, shipped, id, location, stocked, reserved, place] = row else { return None };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let number = |value: &Value| value.as_decimal().map(Amount::from).unwrap_or_default();
    Some(LevelRow {
        variant_id: text(variant)?,
        item_id: text(item)?,
        required: number(required),
        is_shipped: shipped.as_bool().unwrap_or_default(),
        level_id: text(id),
        level: Level {
            location_id: text(location).unwrap_or_default(),
            is_in_channel: !place.is_null(),
            stocked_quantity: number(stocked),
            reserved_quantity: number(reserved),
        },
    })
}

impl Stock {
    /// Whether something of the variant has to be shipped.
    pub fn is_shipped(&self, variant_id: &str) -> bool {
        self.variant(variant_id).is_some_and(|v| v.items.iter().any(|item| self.shipped.contains(&item.id)))
    }

    /// Whether the location alone cannot serve so many pieces of the variant.
    pub fn is_short_at(&self, location_id: &str, variant_id: &str, quantity: i64) -> bool {
        let kept = self.variant(variant_id).filter(|v| v.manage_inventory && !v.allow_backorder);
        let mut shipped = kept.into_iter().flat_map(|v| &v.items).filter(|i| self.shipped.contains(&i.id));
        shipped.any(|item| {
            let level = item.levels.iter().find(|level| level.location_id == location_id);
            level.is_none_or(|level| level.available_quantity() < Amount::from(quantity))
        })
    }

    fn variant(&self, id: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == id)
    }
}

/// Fails unless there is enough for all that is wanted together, pieces by variant, where the sales channel sells from.
pub async fn confirm(
    cx: &FlowTx,
    sales_channel_id: Option<&str>,
    stock: &Stock,
    wanted: &[(&str, i64)],
) -> Result<()> {
    cx.step("confirm-inventory-step").await?;
    let line = |(variant_id, quantity): &(&str, i64)| rules::Line {
        id: None,
        variant_id: (*variant_id).to_owned(),
        quantity: Amount::from(*quantity),
        allow_backorder: false,
    };
    let lines: Vec<rules::Line> = wanted.iter().map(line).collect();
    let claims = rules::claims(&lines, &stock.variants, sales_channel_id.unwrap_or_default())?;
    Ok(rules::confirm(&claims, &stock.variants)?)
}

/// The sales channel that a cart sells from: the one named, else the store's default.
pub async fn sales_channel(cx: &FlowTx, id: Option<&str>) -> Result<SalesChannel> {
    let id = match id {
        Some(id) => Some(id.to_owned()),
        None => {
            let store = cx
                .find_ordered::<stheno_store::Store>(stheno_database::Expr::always(), vec![], Some(1))
                .await?;
            store.into_iter().next().and_then(|s| s.default_sales_channel_id).map(Into::into)
        }
    };
    let channel = match id {
        Some(id) => cx.lookup::<SalesChannel>(&id).await?,
        None => None,
    };
    let channel = channel.ok_or_else(|| Error::invalid_data("Sales channel not found"))?;
    if channel.is_disabled {
        return Err(Error::invalid_data(format!(
            "Unable to assign cart to disabled Sales Channel: {}",
            channel.name
        )));
    }
    Ok(channel)
}
