//! What must hold between what shoppers were told and what the database holds. Pure: rows in, sentences out.

use crate::shopper::Basket;
use crate::truth::{Collection, Figure, Item, Order, Payment, Truth};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use stheno_kernel::Amount;

/// An order that a shopper was told of.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its id.
    pub order_id: String,
    /// What the shopper saw before.
    pub basket: Basket,
}

/// What earlier checks of the same site found; it lets a check look at what is new alone.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The order of each cart.
    orders: HashMap<String, String>,
    /// Lines of orders.
    lines: HashSet<String>,
    /// When the newest order was made.
    newest: Option<String>,
}

impl Ledger {
    /// From when on rows are new to it.
    pub fn since(&self) -> Option<&str> {
        self.newest.as_deref()
    }

    /// Orders that it knows.
    pub fn orders(&self) -> usize {
        self.orders.len()
    }

    /// Adds what is new, and says all that is wrong.
    pub fn check(&mut self, truth: &Truth, placed: &[Placed], told: &BTreeSet<String>) -> Vec<String> {
        let mut wrong = Vec::new();
        for order in &truth.orders {
            self.take(order, &mut wrong);
            wrong.extend(order_faults(order).into_iter().map(|fault| format!("order {}: {fault}", order.id)));
            if !told.contains(&order.id) {
                wrong.push(format!("order {}: order.placed was not delivered", order.id));
            }
        }
        placed_faults(truth, placed, &mut wrong);
        for cart in truth.carts.iter().filter(|cart| cart.order.is_none()) {
            wrong.push(format!("cart {}: completed without an order", cart.id));
        }
        for payment in &truth.payments {
            let order = payment.payment_collection.as_ref().and_then(|paid| paid.order.as_ref());
            if order.is_none() {
                wrong.push(format!("payment {}: it belongs to no order", payment.id));
            }
            let captured: Amount = payment.captures.iter().map(|capture| capture.amount.0).sum();
            if captured > payment.amount.0 {
                wrong.push(format!("payment {}: {captured} captured of {}", payment.id, payment.amount.0));
            }
        }
        self.stock_faults(truth, &mut wrong);
        wrong
    }

    fn take(&mut self, order: &Order, wrong: &mut Vec<String>) {
        if self.newest.as_ref().is_none_or(|newest| *newest < order.created_at) {
            self.newest = Some(order.created_at.clone());
        }
        self.lines.extend(order.items.iter().map(|item| item.id.clone()));
        let Some(cart) = &order.cart else {
            wrong.push(format!("order {}: it has no cart", order.id));
            return;
        };
        let first = self.orders.entry(cart.id.clone()).or_insert_with(|| order.id.clone());
        if *first != order.id {
            wrong.push(format!("cart {}: it became both {first} and {}", cart.id, order.id));
        }
    }

    fn stock_faults(&self, truth: &Truth, wrong: &mut Vec<String>) {
        let mut by_line: BTreeMap<&str, Amount> = BTreeMap::new();
        let mut by_level: BTreeMap<(&str, &str), Amount> = BTreeMap::new();
        for reservation in &truth.reservations {
            let line = reservation.line_item_id.as_deref().unwrap_or_default();
            if !self.lines.contains(line) {
                wrong.push(format!("reservation {}: no order has its line {line}", reservation.id));
            }
            *by_line.entry(line).or_default() += reservation.quantity.0;
            let level = (reservation.inventory_item_id.as_str(), reservation.location_id.as_str());
            *by_level.entry(level).or_default() += reservation.quantity.0;
        }
        for item in truth.orders.iter().flat_map(|order| &order.items) {
            let reserved = by_line.get(item.id.as_str()).copied().unwrap_or_default();
            if reserved != item.quantity.0 * takes(truth, item) {
                wrong.push(format!("line {}: {} sold, {reserved} reserved", item.id, item.quantity.0));
            }
        }
        for level in &truth.levels {
            let key = (level.inventory_item_id.as_str(), level.location_id.as_str());
            let promised = by_level.get(&key).copied().unwrap_or_default();
            let (stocked, reserved) = (level.stocked_quantity.0, level.reserved_quantity.0);
            if reserved != promised {
                wrong.push(format!("level {}: {reserved} reserved, {promised} in reservations", key.0));
            }
            if reserved > stocked {
                wrong.push(format!("level {}: {reserved} promised of {stocked}", key.0));
            }
        }
    }
}

/// What one piece of a line takes out of stock.
fn takes(truth: &Truth, item: &Item) -> Amount {
    let variant = item.variant_id.as_deref().unwrap_or_default();
    truth.takes.get(variant).copied().unwrap_or(Amount::ONE)
}

/// What is not whole about an order.
fn order_faults(order: &Order) -> Vec<String> {
    let mut wrong = Vec::new();
    if order.items.is_empty() {
        wrong.push("it has no lines".to_owned());
    }
    if order.shipping_address.is_none() {
        wrong.push("it has no address".to_owned());
    }
    let parts = order.item_total.0 + order.shipping_total.0;
    if parts != order.total.0 {
        wrong.push(format!("its parts are {parts} and its total {}", order.total.0));
    }
    if order.shipping_methods.is_empty() != order.shipping_total.0.is_zero() {
        wrong.push(format!(
            "{} for {} ways of delivery",
            order.shipping_total.0,
            order.shipping_methods.len()
        ));
    }
    match order.payment_collections.as_slice() {
        [collection] => wrong.extend(payment_faults(order, collection)),
        others => wrong.push(format!("it has {} payment collections", others.len())),
    }
    wrong
}

fn payment_faults(order: &Order, collection: &Collection) -> Vec<String> {
    let mut wrong = Vec::new();
    if collection.amount != order.total {
        wrong.push(format!("{} to be paid of {}", collection.amount.0, order.total.0));
    }
    if !["authorized", "completed"].contains(&collection.status.as_str()) {
        wrong.push(format!("its payment collection is {}", collection.status));
    }
    match collection.payments.as_slice() {
        [payment] if payment.canceled_at.is_some() => {
            wrong.push(format!("its payment {} is canceled", payment.id));
        }
        [payment] if payment.amount != order.total => {
            wrong.push(format!("its payment is of {} instead of {}", payment.amount.0, order.total.0));
        }
        [_] => {}
        others => wrong.push(format!("it has {} payments", others.len())),
    }
    wrong
}

/// What shoppers were told and is not so.
fn placed_faults(truth: &Truth, placed: &[Placed], wrong: &mut Vec<String>) {
    let orders: HashMap<&str, &Order> = truth.orders.iter().map(|order| (order.id.as_str(), order)).collect();
    for Placed { order_id, basket } in placed {
        let Some(order) = orders.get(order_id.as_str()) else {
            wrong.push(format!("order {order_id}: acknowledged, and not there"));
            continue;
        };
        if order.cart.as_ref().is_none_or(|cart| cart.id != basket.cart_id) {
            wrong.push(format!("order {order_id}: acknowledged for the cart {}", basket.cart_id));
        }
        let total = figure(&basket.total);
        if total != Some(order.total) {
            wrong.push(format!("order {order_id}: {} instead of the cart's {}", order.total.0, basket.total));
        }
        if order.shipping_methods.is_empty() == basket.is_shipped {
            wrong.push(format!("order {order_id}: its way of delivery is lost"));
        }
        let mut got: Vec<_> =
            order.items.iter().map(|i| (i.variant_id.as_deref(), i.quantity.0, i.unit_price.0)).collect();
        let mut wanted: Vec<_> = basket
            .lines
            .iter()
            .map(|line| {
                let price = figure(&Json::Number(line.ware.price.clone())).unwrap_or_default();
                (Some(line.ware.variant_id.as_str()), Amount::from(line.quantity), price.0)
            })
            .collect();
        got.sort_unstable();
        wanted.sort_unstable();
        if got != wanted {
            wrong.push(format!("order {order_id}: lines {got:?} instead of {wanted:?}"));
        }
    }
}

fn figure(json: &Json) -> Option<Figure> {
    serde_json::from_value(json.clone()).ok()
}

/// What a payment provider outside did, of one attempt to pay.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// Its reference.
    pub reference: String,
    /// Whether the money was promised, and not let go.
    pub is_promised: bool,
    /// Whether it was promised and let go.
    pub is_canceled: bool,
    /// What was taken, in one entry for each key.
    pub captures: Vec<Amount>,
    /// What was given back.
    pub refunded: Amount,
}

/// What the provider did and no order tells of, and the other way round.
pub fn outside_faults(attempts: &[Attempt], payments: &[Payment]) -> Vec<String> {
    let reference = |payment: &Payment| -> String {
        let data = payment.data.as_ref();
        data.and_then(|data| data["reference"].as_str()).unwrap_or_default().to_owned()
    };
    let by_reference: HashMap<String, &Payment> = payments.iter().map(|p| (reference(p), p)).collect();
    let mut wrong = Vec::new();
    for attempt in attempts {
        let payment = by_reference.get(&attempt.reference);
        let name = &attempt.reference;
        match payment {
            Some(_) if attempt.is_canceled => wrong.push(format!("{name}: ordered, and let go")),
            Some(_) if !attempt.is_promised => wrong.push(format!("{name}: ordered, and never promised")),
            None if attempt.is_promised => wrong.push(format!("{name}: promised, and not ordered")),
            _ => {}
        }
        let taken: Amount = attempt.captures.iter().copied().sum::<Amount>() - attempt.refunded;
        let known: Amount = payment.iter().flat_map(|p| &p.captures).map(|c| c.amount.0).sum();
        if taken != known {
            wrong.push(format!("{name}: {taken} taken, {known} known of"));
        }
        if attempt.captures.len() > 1 {
            wrong.push(format!("{name}: taken {} times", attempt.captures.len()));
        }
    }
    let known: HashSet<&str> = attempts.iter().map(|attempt| attempt.reference.as_str()).collect();
    for (reference, payment) in &by_reference {
        if !known.contains(reference.as_str()) {
            wrong.push(format!("payment {}: the provider does not know {reference}", payment.id));
        }
    }
    wrong
}
