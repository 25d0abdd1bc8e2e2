//! Step `reserve-inventory-step`: stock is taken by one conditional update, whatever the number of lines; what several
//! lines take of one level is added up first.

use crate::cart::stock::Stock;
use std::collections::{BTreeMap, HashMap};
use stheno_database::{Compare, Expr};
use stheno_ids::ReservationItemId;
use stheno_inventory::rules::{self, Claim};
use stheno_inventory::{InventoryLevel, ReservationItem};
use stheno_kernel::{Amount, Error, Result};
use stheno_model::{Model as _, Patch, Records, select_of};
use stheno_workflow::FlowTx;

/// What is to be taken of one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Take {
    /// Pieces in all.
    total: Amount,
    /// Pieces that must be there.
    needed: Option<Amount>,
}

/// What the lines take, of managed variants only; `lines` are pairs of an id and what it asks for.
pub fn claims(lines: &[rules::Line], stock: &Stock, sales_channel_id: &str) -> Result<Vec<Claim>> {
    Ok(rules::claims(lines, &stock.variants, sales_channel_id)?)
}

/// Takes the stock and notes for whom; answers the ids of the reservations.
pub async fn reserve(cx: &FlowTx, claims: Vec<Claim>, stock: &Stock) -> Result<Vec<ReservationItemId>> {
    cx.step("reserve-inventory-step").await?;
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let placed = placed(claims, stock);
    let mut takes: BTreeMap<&str, (Take, &Placed)> = BTreeMap::new();
    for place in &placed {
        let id = place.level_id(stock)?;
        let (take, _) = takes.entry(id).or_insert((Take::default(), place));
        take.add(&place.claim);
    }
    take(cx, &takes).await?;
    let rows: Vec<ReservationItem> = placed.iter().map(|place| place.row(cx)).collect();
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    cx.insert_later(rows).await?;
    Ok(ids)
}

impl Take {
    fn add(&mut self, claim: &Claim) {
        self.total += claim.total_quantity;
        if !claim.allow_backorder {
            self.needed = Some(self.needed.unwrap_or_default() + claim.total_quantity);
        }
    }
}

/// A claim, and where it is served.
struct Placed {
    claim: Claim,
    location_id: String,
}

impl Placed {
    fn level_id<'a>(&self, stock: &'a Stock) -> Result<&'a str> {
        let key = (self.claim.inventory_item_id.clone(), self.location_id.clone());
        let id = stock.level_ids.get(&key).map(String::as_str);
        id.ok_or_else(|| {
            let (item, location) = key;
            Error::not_found(format!("Item {item} is not stocked at location {location}"))
        })
    }
    fn row(&self, cx: &FlowTx) -> ReservationItem {
        ReservationItem {
            line_item_id: self.claim.line_id.clone().map(Into::into),
            allow_backorder: self.claim.allow_backorder,
            location_id: self.location_id.as_str().into(),
            quantity: self.claim.total_quantity,
            inventory_item_id: self.claim.inventory_item_id.as_str().into(),
            ..ReservationItem::new(cx.stamp())
        }
    }
}

/// Where each claim is served: the first of its locations that has enough left after the claims before it, else the
/// first at all.
fn placed(claims: Vec<Claim>, stock: &Stock) -> Vec<Placed> {
    let mut left: HashMap<(&str, &str), Amount> = HashMap::new();
    for item in stock.variants.iter().flat_map(|v| &v.items) {
        for level in &item.levels {
            left.insert((&item.id, &level.location_id), level.available_quantity());
        }
    }
    let place = |claim: Claim| {
        let left_at = |location: &str| left.get(&(claim.inventory_item_id.as_str(), location)).copied();
        let has_enough =
            |location: &&String| left_at(location).is_some_and(|left| left >= claim.total_quantity);
        let chosen = claim.location_ids.iter().find(has_enough).or(claim.location_ids.first());
        let location_id = chosen.cloned().unwrap_or_default();
        for ((item, location), left) in &mut left {
            if *item == claim.inventory_item_id && *location == location_id {
                *left -= claim.total_quantity;
            }
        }
        Placed { claim, location_id }
    };
    claims.into_iter().map(place).collect()
}

/// The check and the write, in one statement. Several levels are locked first, in the order of their ids, so that two
/// carts with the same levels do not wait for each other in a ring.
async fn take(cx: &FlowTx, takes: &BTreeMap<&str, (Take, &Placed)>) -> Result<()> {
    let ids = || takes.keys().copied();
    if takes.len() > 1 {
        let levels = select_of::<InventoryLevel>().filter(InventoryLevel::ID.is_in(ids()));
        cx.later(levels.order(InventoryLevel::ID.expr(), false).for_update()).await?;
    }
    let free = || InventoryLevel::STOCKED_QUANTITY.expr().minus(InventoryLevel::RESERVED_QUANTITY.expr());
    let suffices = |(id, (take, _)): (&&str, &(Take, &Placed))| {
        let is_level = InventoryLevel::ID.eq(*id);
        match take.needed {
            Some(needed) => is_level.and(free().compare(Compare::Gte, Expr::param(needed))),
            None => is_level,
        }
    };
    let mut totals: Vec<(Expr, Expr)> =
        takes.iter().map(|(id, (take, _))| (InventoryLevel::ID.eq(*id), Expr::param(take.total))).collect();
    let Some((_, last)) = totals.pop() else { return Ok(()) };
    let total = if totals.is_empty() { last } else { Expr::Case(totals, Box::new(last)) };
    let patch = Patch::<InventoryLevel>::at(cx.now())
        .set_expr(InventoryLevel::RESERVED_QUANTITY, InventoryLevel::RESERVED_QUANTITY.expr().plus(total));
    // The ids stand by themselves as well: by them SQLite finds the rows, where it would walk all levels for the alternatives.
    let any = Expr::Or(takes.iter().map(suffices).collect());
    let taken = cx.update_returning(InventoryLevel::ID.is_in(ids()).and(any), patch).await?;
    let missing = takes.iter().find(|(id, _)| !taken.iter().any(|level| level.id.as_str() == **id));
    match missing {
        None => Ok(()),
        Some((_, (_, place))) => Err(Error::not_allowed(format!(
            "Not enough stock available for item {} at location {}",
            place.claim.inventory_item_id, place.location_id
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_inventory::rules::{InventoryItem, Level, Line, Variant};

    fn level(location: &str, stocked: i64) -> Level {
        Level {
            location_id: location.into(),
            is_in_channel: true,
            stocked_quantity: stocked.into(),
            reserved_quantity: Amount::ZERO,
        }
    }

    fn line(id: &str, variant: &str, quantity: i64) -> Line {
        Line {
            id: Some(id.into()),
            variant_id: variant.into(),
            quantity: quantity.into(),
            allow_backorder: false,
        }
    }

    #[test]
    fn a_second_claim_goes_where_something_is_left() {
        let item = |levels| InventoryItem { id: "i".into(), required_quantity: Amount::ONE, levels };
        let variant = |id: &str| Variant {
            id: id.into(),
            manage_inventory: true,
            allow_backorder: false,
            items: vec![item(vec![level("a", 3), level("b", 2)])],
        };
        let mut stock = Stock::default();
        stock.variants = vec![variant("v"), variant("w")];
        let made = claims(&[line("1", "v", 2), line("2", "w", 2)], &stock, "sc").unwrap();
        let places: Vec<_> = placed(made, &stock).into_iter().map(|p| p.location_id).collect();
        assert_eq!(places, ["a", "b"]);
    }
}
