//! The stock behind variants, and whether there is enough of it. Nothing is taken here: completion reserves in one
//! statement.

use super::state::{CartState, Line};
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

impl Stock {
    /// The stock behind variants, and which of it the sales channel sells from. One statement over the tables of four
    /// modules, where the graph would need one a hop: every line added and every checkout pays for it.
    pub async fn load(cx: &FlowTx, ids: &[&str], channel: Option<&str>) -> Result<Self> {
        let mut stock = Self::default();
        if !ids.is_empty() {
            let rows = cx.run(select(ids, channel)).await?;
            rows.iter().for_each(|row| stock.take(row));
        }
        Ok(stock)
    }

    fn take(&mut self, row: &[Value]) {
        let [variant, managed, backorder, rest @ ..] = row else { return };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let Some(id) = text(variant) else { return };
        if self.variants.last().is_none_or(|known| known.id != id) {
            self.variants.push(Variant {
                id,
                manage_inventory: managed.as_bool().unwrap_or(true),
                allow_backorder: backorder.as_bool().unwrap_or_default(),
                items: Vec::new(),
            });
        }
        let [item, required, shipped, level_id, location, stocked, reserved, place] = rest else { return };
        let (Some(variant), Some(item_id)) = (self.variants.last_mut(), text(item)) else { return };
        if shipped.as_bool().unwrap_or_default() {
            self.shipped.insert(item_id.clone());
        }
        let number = |value: &Value| value.as_decimal().map(Amount::from).unwrap_or_default();
        if variant.items.last().is_none_or(|known| known.id != item_id) {
            let required_quantity = number(required);
            variant.items.push(InventoryItem { id: item_id.clone(), required_quantity, levels: Vec::new() });
        }
        let (Some(level_id), Some(item)) = (text(level_id), variant.items.last_mut()) else { return };
        let location_id = text(location).unwrap_or_default();
        self.level_ids.insert((item_id, location_id.clone()), level_id);
        item.levels.push(Level {
            location_id,
            is_in_channel: !place.is_null(),
            stocked_quantity: number(stocked),
            reserved_quantity: number(reserved),
        });
    }
}

fn select(ids: &[&str], channel: Option<&str>) -> Select {
    let (variant, part, item, level, place) = (Alias::ROOT, Alias(1), Alias(2), Alias(3), Alias(4));
    let same = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
    let live = |alias| Expr::Column(alias, "deleted_at").is_null();
    let item_id = || Expr::Column(part, "inventory_item_id");
    let of_variant = same(Expr::Column(part, "variant_id"), Expr::Column(variant, "id"));
    let of_item = same(Expr::Column(level, "inventory_item_id"), item_id());
    let of_channel = same(Expr::Column(place, "stock_location_id"), Expr::Column(level, "location_id"))
        .and(Expr::Column(place, "sales_channel_id").eq(channel.unwrap_or_default()));
    Select::from("product_variant")
        .column("id", Type::Text)
        .column("manage_inventory", Type::Bool)
        .column("allow_backorder", Type::Bool)
        .expr(item_id(), Type::Text)
        .expr(Expr::Column(part, "required_quantity"), Type::Decimal)
        .expr(Expr::Column(item, "requires_shipping"), Type::Bool)
        .expr(Expr::Column(level, "id"), Type::Text)
        .expr(Expr::Column(level, "location_id"), Type::Text)
        .expr(Expr::Column(level, "stocked_quantity"), Type::Decimal)
        .expr(Expr::Column(level, "reserved_quantity"), Type::Decimal)
        .expr(Expr::Column(place, "stock_location_id"), Type::Text)
        .left_join("product_variant_inventory_item", part, of_variant.and(live(part)))
        .left_join("inventory_item", item, same(Expr::Column(item, "id"), item_id()).and(live(item)))
        .left_join("inventory_level", level, of_item.and(live(level)))
        .left_join("sales_channel_stock_location", place, of_channel.and(live(place)))
        .filter(Expr::column("id").is_in(ids.iter().copied()))
        .filter(live(variant))
        .order(Expr::column("id"), false)
        .order(item_id(), false)
        .order(Expr::Column(level, "id"), false)
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

    /// These variants, and those that are made of something that one of these is made of.
    fn sharing(&self, ids: &[String]) -> Vec<Variant> {
        let is_asked = |variant: &&Variant| ids.contains(&variant.id);
        let items: HashSet<&str> = self
            .variants
            .iter()
            .filter(is_asked)
            .flat_map(|v| v.items.iter().map(|i| i.id.as_str()))
            .collect();
        let shares =
            |v: &&Variant| is_asked(v) || v.items.iter().any(|item| items.contains(item.id.as_str()));
        self.variants.iter().filter(shares).cloned().collect()
    }

    fn variant(&self, id: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == id)
    }
}

/// Fails unless there is enough, where the sales channel sells from, for all lines of these variants, and for those
/// that take of the same stock, together. Other lines are not looked at: they are not what the shopper asks for.
pub async fn confirm(cx: &FlowTx, state: &CartState, stock: &Stock, variant_ids: &[String]) -> Result<()> {
    cx.step("confirm-inventory-step").await?;
    let variants = stock.sharing(variant_ids);
    let line = |line: &Line| {
        let variant_id = line.item.variant_id.as_deref()?;
        variants.iter().any(|variant| variant.id == variant_id).then(|| rules::Line {
            id: None,
            variant_id: variant_id.to_owned(),
            quantity: Amount::from(line.item.quantity),
            allow_backorder: false,
        })
    };
    let lines: Vec<rules::Line> = state.lines.iter().filter_map(line).collect();
    let channel = state.cart.sales_channel_id.as_deref().unwrap_or_default();
    let claims = rules::claims(&lines, &variants, channel)?;
    Ok(rules::confirm(&claims, &variants)?)
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
