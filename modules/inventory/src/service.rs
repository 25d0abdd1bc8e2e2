//! Stock that is promised, taken back or counted anew. Whatever the number of records, the number of statements is the
//! same, and what may be promised is decided by the statement that promises it.

use crate::{InventoryLevel, ReservationItem};
use std::collections::BTreeMap;
use stheno_database::{Compare, Expr, Function, Tx};
use stheno_kernel::{Amount, Error, Result, Timestamp};
use stheno_model::{Patch, Records as _};

/// An item at a location.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// `iitem_..`
    pub inventory_item_id: String,
    /// `sloc_..`
    pub location_id: String,
}

impl Place {
    /// Where a reservation holds stock.
    pub fn of(reservation: &ReservationItem) -> Self {
        Self {
            inventory_item_id: reservation.inventory_item_id.as_str().to_owned(),
            location_id: reservation.location_id.as_str().to_owned(),
        }
    }

    fn is(&self, level: &InventoryLevel) -> bool {
        *self.inventory_item_id == *level.inventory_item_id && *self.location_id == *level.location_id
    }

    fn matches(&self) -> Expr {
        InventoryLevel::INVENTORY_ITEM_ID
            .eq(self.inventory_item_id.as_str())
            .and(InventoryLevel::LOCATION_ID.eq(self.location_id.as_str()))
    }
}

/// By how much the promised stock of a place changes.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Where.
    pub place: Place,
    /// How much more (below zero: less).
    pub quantity: Amount,
    /// Whether more may be promised than there is.
    pub allow_backorder: bool,
}

/// What all promises of one place come to.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    quantity: Amount,
    /// The part that must be there.
    backed: Amount,
    has_backed: bool,
}

/// Takes promises back where their places are still there: a reservation may outlive its level.
pub async fn take_back(tx: &Tx, promises: &[Promise], now: Timestamp) -> Result<()> {
    change(tx, promises, now).await?;
    Ok(())
}

/// Promises stock, or takes promises back. Refuses where a place does not hold the item, or not enough of it.
///
/// `reserved_quantity` never falls below zero, and never rises above the stock but by backorders.
pub async fn promise(tx: &Tx, promises: &[Promise], now: Timestamp) -> Result<()> {
    match change(tx, promises, now).await? {
        Some(place) => Err(refusal(tx, &place).await?),
        None => Ok(()),
    }
}

/// Changes what is promised, in one statement that touches only places where that is allowed; answers the first place
/// that it did not touch.
async fn change(tx: &Tx, promises: &[Promise], now: Timestamp) -> Result<Option<Place>> {
    let mut sums: BTreeMap<&Place, Sum> = BTreeMap::new();
    for promise in promises {
        let sum = sums.entry(&promise.place).or_default();
        sum.quantity += promise.quantity;
        if !promise.allow_backorder && promise.quantity > Amount::ZERO {
            sum.backed += promise.quantity;
            sum.has_backed = true;
        }
    }
    if sums.is_empty() {
        return Ok(None);
    }
    if sums.len() > 1 {
        hold(tx, sums.keys().copied()).await?;
    }
    let conditions = sums.iter().map(|(place, sum)| place.matches().and(sum.condition()));
    let conditions = any_of(sums.keys().copied(), conditions);
    let reserved = InventoryLevel::RESERVED_QUANTITY.expr();
    let cases = sums.iter().map(|(place, sum)| {
        let changed = reserved.clone().plus(Expr::param(sum.quantity));
        (place.matches(), Expr::Call(Function::Greatest, vec![changed, Expr::param(Amount::ZERO)]))
    });
    let changed = Expr::Case(cases.collect(), Box::new(reserved.clone()));
    let patch = Patch::<InventoryLevel>::at(now).set_expr(InventoryLevel::RESERVED_QUANTITY, changed);
    let touched = tx.update_returning(conditions, patch).await?;
    Ok(sums.keys().find(|place| !touched.iter().any(|level| place.is(level))).map(|place| (*place).clone()))
}

/// Any of these conditions, each of which is of one place. The items stand by themselves as well: by them SQLite finds the
/// rows, where it would walk all levels for the alternatives.
fn any_of<'a>(places: impl Iterator<Item = &'a Place>, conditions: impl Iterator<Item = Expr>) -> Expr {
    let items = places.map(|place| place.inventory_item_id.as_str());
    InventoryLevel::INVENTORY_ITEM_ID.is_in(items).and(Expr::Or(conditions.collect()))
}

impl Sum {
    fn condition(self) -> Expr {
        if !self.has_backed {
            return Expr::always();
        }
        let free = InventoryLevel::STOCKED_QUANTITY.expr().minus(InventoryLevel::RESERVED_QUANTITY.expr());
        free.compare(Compare::Gte, Expr::param(self.backed))
    }
}

/// Takes the rows of these places in the order of their ids, so that two transactions do not wait for each other.
async fn hold(tx: &Tx, places: impl Iterator<Item = &Place>) -> Result<()> {
    let places: Vec<&Place> = places.collect();
    let any = any_of(places.iter().copied(), places.iter().map(|place| place.matches()));
    tx.find_locked::<InventoryLevel>(any).await?;
    Ok(())
}

async fn refusal(tx: &Tx, place: &Place) -> Result<Error> {
    let Place { inventory_item_id: item, location_id: location } = place;
    if tx.count::<InventoryLevel>(place.matches()).await? == 0 {
        return Ok(not_stocked(item, location));
    }
    Ok(Error::not_allowed(format!("Not enough stock available for item {item} at location {location}")))
}

/// The error for a place that does not hold the item.
pub fn not_stocked(item: &str, location: &str) -> Error {
    Error::not_found(format!("Item {item} is not stocked at location {location}"))
}

/// New counts of a place; `None` leaves a count alone.
#[derive(Clone, Debug)]
pub struct Count {
    /// Where.
    pub place: Place,
    /// What lies there.
    pub stocked_quantity: Option<Amount>,
    /// What is awaited.
    pub incoming_quantity: Option<Amount>,
}

/// Sets the counts of places; answers the levels as they were and as they are, in the order of `counts`.
pub async fn count_anew(
    tx: &Tx,
    counts: &[Count],
    now: Timestamp,
) -> Result<Vec<(InventoryLevel, InventoryLevel)>> {
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let places = || counts.iter().map(|count| &count.place);
    let any = || any_of(places(), places().map(Place::matches));
    let before = tx.find_locked::<InventoryLevel>(any()).await?;
    for Count { place, .. } in counts {
        if !before.iter().any(|level| place.is(level)) {
            return Err(not_stocked(&place.inventory_item_id, &place.location_id));
        }
    }
    let stocked = InventoryLevel::STOCKED_QUANTITY;
    let incoming = InventoryLevel::INCOMING_QUANTITY;
    let case = |of: fn(&Count) -> Option<Amount>, old: Expr| {
        let cases: Vec<_> =
            counts.iter().filter_map(|c| of(c).map(|n| (c.place.matches(), Expr::param(n)))).collect();
        if cases.is_empty() { old } else { Expr::Case(cases, Box::new(old)) }
    };
    let patch = Patch::<InventoryLevel>::at(now)
        .set_expr(stocked, case(|c| c.stocked_quantity, stocked.expr()))
        .set_expr(incoming, case(|c| c.incoming_quantity, incoming.expr()));
    let after = tx.update_returning(any(), patch).await?;
    let find = |levels: &[InventoryLevel], place: &Place| levels.iter().find(|l| place.is(l)).cloned();
    Ok(counts.iter().filter_map(|c| Some((find(&before, &c.place)?, find(&after, &c.place)?))).collect())
}
