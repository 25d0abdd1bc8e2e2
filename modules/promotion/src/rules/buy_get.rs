//! Promotions of the kind "buy some, get some for less". They apply in rounds: each sets aside the pieces that must be
//! bought, then reduces the pieces that are got; no piece serves twice. Rules: Medusa 2.21 `compute-actions/buy-get`.

use super::compute::{Action, State};
use super::conditions::hold;
use super::math::{div, mul};
use super::promotion::{CartItem, Method, MethodType, Promotion, Rule};
use std::cmp::Reverse;
use std::collections::HashMap;
use stheno_kernel::Amount;

/// Pieces per item.
pub(super) type Used<'a> = HashMap<&'a str, Amount>;

/// No cart needs more rounds than this.
const ROUNDS_MAX: usize = 1_000;

/// How many pieces of which item.
type Pieces<'a> = Vec<(&'a CartItem, Amount)>;

/// What one promotion still has to work with.
struct Rounds<'a> {
    buy_items: Vec<&'a CartItem>,
    get_items: Vec<&'a CartItem>,
    buy_left: Used<'a>,
    get_left: Used<'a>,
    buy_per_round: Amount,
    get_per_round: Amount,
    get_allowed: Amount,
}

/// Reduces the items that are got.
pub(super) fn apply<'a>(
    promotion: &Promotion,
    method: &Method,
    items: &'a [CartItem],
    state: &mut State<'a>,
) {
    let buy_per_round = method.buy_rules_min_quantity.unwrap_or_default();
    if items.is_empty() || buy_per_round <= Amount::ZERO || method.buy_rules.is_empty() {
        return;
    }
    let buy_items = dearest_first(items, &method.buy_rules);
    let get_items = dearest_first(items, &method.target_rules);
    let mut rounds = Rounds {
        buy_left: left(&buy_items, &state.bought),
        get_left: left(&get_items, &state.got),
        buy_items,
        get_items,
        buy_per_round,
        get_per_round: method.apply_to_quantity.unwrap_or_default(),
        get_allowed: method.max_quantity.unwrap_or(Amount::ONE),
    };
    let (mut bought, mut got) = (Used::new(), Used::new());
    let mut amounts: Vec<(&'a str, Amount)> = vec![];
    for _ in 0..ROUNDS_MAX {
        let Some((buy, get)) = rounds.next() else { break };
        let given = reduce(promotion, method, &get, rounds.get_per_round, &mut amounts, state);
        rounds.get_allowed -= given;
        rounds.use_up(&buy, &get);
        add_all(&mut bought, &buy);
        add_all(&mut got, &get);
    }
    for (item_id, amount) in amounts {
        state.actions.push(Action::AddItemAdjustment {
            item_id: item_id.into(),
            code: promotion.code.clone(),
            promotion_id: promotion.id.clone(),
            amount,
            is_tax_inclusive: false,
        });
    }
    merge(&mut state.bought, bought);
    merge(&mut state.got, got);
}

impl<'a> Rounds<'a> {
    /// The pieces of the next round, to buy and to get; `None` when there are not enough.
    fn next(&self) -> Option<(Pieces<'a>, Pieces<'a>)> {
        // Items that cannot be got are set aside first, so that those that can be stay free for it.
        let is_get = |item: &&CartItem| self.get_left.contains_key(item.id.as_str());
        let only_buy = self.buy_items.iter().copied().filter(|item| !is_get(item));
        let both = self.buy_items.iter().copied().filter(is_get);
        let buy = pick(only_buy.chain(both), self.buy_per_round, |item| self.buy_left[item.id.as_str()])?;

        let set_aside = |item: &CartItem| -> Amount {
            buy.iter().filter(|(bought, _)| bought.id == item.id).map(|(_, pieces)| *pieces).sum()
        };
        let free = |item: &CartItem| self.get_left[item.id.as_str()] - set_aside(item);
        // Within one round, each item may take what the whole promotion may still give.
        let get = pick(self.get_items.iter().copied(), self.get_per_round, |item| {
            free(item).min(self.get_allowed)
        })?;
        Some((buy, get))
    }
    fn use_up(&mut self, buy: &Pieces<'a>, get: &Pieces<'a>) {
        for (item, pieces) in buy.iter().chain(get) {
            for left in [&mut self.buy_left, &mut self.get_left] {
                if let Some(left) = left.get_mut(item.id.as_str()) {
                    *left -= *pieces;
                }
            }
        }
    }
}

/// Exactly `wanted` pieces, in the order of the items; `None` when there are fewer.
fn pick<'a>(
    items: impl Iterator<Item = &'a CartItem>,
    wanted: Amount,
    available: impl Fn(&CartItem) -> Amount,
) -> Option<Pieces<'a>> {
    let mut missing = wanted;
    let mut picked = vec![];
    for item in items {
        let pieces = available(item).min(missing);
        if pieces > Amount::ZERO {
            picked.push((item, pieces));
            missing -= pieces;
        }
    }
    (missing <= Amount::ZERO).then_some(picked)
}

/// Reduces the pieces of one round and tells how many were.
fn reduce<'a>(
    promotion: &Promotion,
    method: &Method,
    get: &Pieces<'a>,
    per_round: Amount,
    amounts: &mut Vec<(&'a str, Amount)>,
    state: &mut State<'a>,
) -> Amount {
    let mut given = Amount::ZERO;
    let mut missing = per_round;
    for (item, pieces) in get {
        let pieces = (*pieces).min(missing);
        let worth = mul(div(item.subtotal, item.quantity), pieces);
        let amount = match method.method_type {
            MethodType::Fixed => mul(method.value, pieces).min(worth),
            MethodType::Percentage => div(mul(worth, method.value), Amount::HUNDRED),
        };
        if amount <= Amount::ZERO {
            continue;
        }
        missing -= pieces;
        if state.refused_by_budget(promotion, amount) {
            continue;
        }
        state.take(&item.id, amount);
        given += pieces;
        match amounts.iter_mut().find(|(id, _)| *id == item.id) {
            Some((_, sum)) => *sum += amount,
            None => amounts.push((&item.id, amount)),
        }
    }
    given
}

fn dearest_first<'a>(items: &'a [CartItem], rules: &[Rule]) -> Vec<&'a CartItem> {
    let mut items: Vec<_> = items.iter().filter(|item| hold(rules, &item.attributes, "items.")).collect();
    items.sort_by_key(|item| Reverse(item.subtotal));
    items
}

/// The pieces of each item that other promotions left.
fn left<'a>(items: &[&'a CartItem], used: &Used<'a>) -> Used<'a> {
    let left = |item: &CartItem| {
        (item.quantity - used.get(item.id.as_str()).copied().unwrap_or_default()).max(Amount::ZERO)
    };
    items.iter().map(|item| (item.id.as_str(), left(item))).collect()
}

fn add_all<'a>(used: &mut Used<'a>, pieces: &Pieces<'a>) {
    for (item, pieces) in pieces {
        *used.entry(&item.id).or_default() += *pieces;
    }
}

fn merge<'a>(used: &mut Used<'a>, more: Used<'a>) {
    for (id, pieces) in more {
        *used.entry(id).or_default() += pieces;
    }
}
