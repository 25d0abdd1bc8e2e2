//! Prices of price sets: made and replaced many at once, in a number of statements that does not depend on how many.

use crate::{Price, PriceRule, PriceSet};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use stheno_database::Tx;
use stheno_ids::{PriceId, PriceListId, PriceSetId};
use stheno_kernel::{Amount, Error, Result, Stamp};
use stheno_model::{Conflict, Model as _, Records as _};

/// A price as callers send it. What an existing price is not told stays as it is.
#[derive(Clone, Debug, Default)]
pub struct PriceInput {
    /// An existing price, where one is meant.
    pub id: Option<String>,
    /// ISO 4217, in any case.
    pub currency_code: Option<String>,
    /// Major units.
    pub amount: Option<Amount>,
    /// From this many pieces on; `Some(None)` takes the limit away.
    pub min_quantity: Option<Option<Amount>>,
    /// Up to this many pieces.
    pub max_quantity: Option<Option<Amount>>,
    /// All conditions; `None` leaves them alone.
    pub rules: Option<Vec<RuleInput>>,
    /// The list that a new price belongs to.
    pub price_list_id: Option<PriceListId>,
}

/// A condition as callers send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleInput {
    /// A path into the context.
    pub attribute: String,
    /// `eq`, `gt`, `gte`, `lt`, `lte`.
    pub operator: String,
    /// Text, also of a number.
    pub value: String,
}

const OPERATORS: [&str; 5] = ["gte", "lte", "gt", "lt", "eq"];

impl PriceInput {
    /// Reads `{id?, currency_code, amount, min_quantity?, max_quantity?, rules?}`.
    pub fn parse(json: &Json) -> Result<Self> {
        let amount = |name: &str| json.get(name).map(amount_of).transpose();
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        Ok(Self {
            id: text("id"),
            currency_code: text("currency_code").map(|code| code.to_lowercase()),
            amount: amount("amount")?.flatten(),
            min_quantity: amount("min_quantity")?,
            max_quantity: amount("max_quantity")?,
            rules: json.get("rules").and_then(Json::as_object).map(rules_of).transpose()?,
            price_list_id: None,
        })
    }

    /// Reads a list of prices; anything else is none.
    pub fn parse_all(json: Option<&Json>) -> Result<Vec<Self>> {
        json.and_then(Json::as_array).map_or(&[][..], Vec::as_slice).iter().map(Self::parse).collect()
    }

    /// What makes two prices of one set the same price.
    fn identity(&self) -> String {
        let mut rules: Vec<String> = self
            .rules
            .iter()
            .flatten()
            .map(|rule| format!("{}{}{}", rule.attribute, rule.operator, rule.value))
            .collect();
        rules.sort();
        format!(
            "{:?}|{:?}|{:?}|{:?}|{:?}|{}",
            self.id,
            self.currency_code,
            self.min_quantity,
            self.max_quantity,
            self.price_list_id,
            rules.join("|")
        )
    }

    fn apply(&self, price: &mut Price) {
        if let Some(code) = &self.currency_code {
            price.currency_code.clone_from(code);
        }
        if let Some(amount) = self.amount {
            price.amount = amount;
        }
        if let Some(limit) = self.min_quantity {
            price.min_quantity = limit;
        }
        if let Some(limit) = self.max_quantity {
            price.max_quantity = limit;
        }
        if let Some(rules) = &self.rules {
            price.rules_count = i64::try_from(rules.len()).ok();
        }
    }
}

/// A number, or null for none.
fn amount_of(json: &Json) -> Result<Option<Amount>> {
    match json {
        Json::Number(number) => Amount::parse(&number.to_string())
            .map(Some)
            .ok_or_else(|| Error::invalid_data(format!("{number} is too large a number for a price"))),
        _ => Ok(None),
    }
}

fn rules_of(rules: &Map<String, Json>) -> Result<Vec<RuleInput>> {
    let mut all = Vec::with_capacity(rules.len());
    for (attribute, value) in rules {
        let rule = |operator: &str, value: String| RuleInput {
            attribute: attribute.clone(),
            operator: operator.into(),
            value,
        };
        match value {
            Json::Null => {}
            Json::Array(conditions) => {
                for condition in conditions {
                    let operator = condition.get("operator").and_then(Json::as_str).unwrap_or_default();
                    if !OPERATORS.contains(&operator) {
                        let known = OPERATORS.join(", ");
                        return Err(Error::invalid_data(format!("operator should be one of {known}")));
                    }
                    match condition.get("value") {
                        Some(Json::Number(number)) => all.push(rule(operator, number.to_string())),
                        _ => return Err(Error::invalid_data("value should be a number")),
                    }
                }
            }
            Json::String(text) => all.push(rule("eq", text.clone())),
            other => all.push(rule("eq", other.to_string())),
        }
    }
    Ok(all)
}

/// Of prices that are the same, the last one said holds.
fn distinct(prices: Vec<PriceInput>) -> Vec<PriceInput> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<PriceInput> = Vec::with_capacity(prices.len());
    for price in prices {
        match places.get(&price.identity()) {
            Some(place) => kept[*place] = price,
            None => {
                places.insert(price.identity(), kept.len());
                kept.push(price);
            }
        }
    }
    kept
}

/// Makes price sets, one for each list of prices; answers their ids in order.
pub async fn create_sets(tx: &Tx, sets: Vec<Vec<PriceInput>>, stamp: &Stamp) -> Result<Vec<PriceSetId>> {
    let made: Vec<PriceSet> = sets.iter().map(|_| PriceSet::new(stamp)).collect();
    let ids: Vec<PriceSetId> = made.iter().map(|set| set.id.clone()).collect();
    tx.insert(made).await?;
    let prices = ids
        .iter()
        .zip(sets)
        .flat_map(|(id, prices)| distinct(prices).into_iter().map(move |p| (id.clone(), p)));
    add(tx, prices.collect(), stamp).await?;
    Ok(ids)
}

/// Adds prices to price sets.
pub async fn add(tx: &Tx, prices: Vec<(PriceSetId, PriceInput)>, stamp: &Stamp) -> Result<Vec<PriceId>> {
    let (mut rows, mut rules, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (set, input) in prices {
        let mut price =
            Price { price_set_id: set, price_list_id: input.price_list_id.clone(), ..Price::new(stamp) };
        input.apply(&mut price);
        rules.extend(rule_rows(&price.id, input.rules.as_deref().unwrap_or_default(), stamp));
        ids.push(price.id.clone());
        rows.push(price);
    }
    tx.insert(rows).await?;
    tx.insert(rules).await?;
    Ok(ids)
}

fn rule_rows(price: &PriceId, rules: &[RuleInput], stamp: &Stamp) -> Vec<PriceRule> {
    let row = |rule: &RuleInput| PriceRule {
        attribute: rule.attribute.clone(),
        operator: rule.operator.clone(),
        value: rule.value.clone(),
        price_id: price.clone(),
        ..PriceRule::new(stamp)
    };
    rules.iter().map(row).collect()
}

/// Puts prices in the place of those that sets have outside of price lists. A price named by its id is changed; the
/// others of the set go.
pub async fn replace(tx: &Tx, sets: Vec<(PriceSetId, Vec<PriceInput>)>, stamp: &Stamp) -> Result<()> {
    if sets.is_empty() {
        return Ok(());
    }
    let ids = sets.iter().map(|(id, _)| id.clone());
    let old = tx.find::<Price>(Price::PRICE_SET_ID.is_in(ids).and(Price::PRICE_LIST_ID.is_null())).await?;
    let mut old: HashMap<String, Price> =
        old.into_iter().map(|price| (price.id.to_string(), price)).collect();
    let (mut changed, mut new, mut cleared, mut rules) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (set, prices) in sets {
        for input in distinct(prices) {
            match input.id.as_ref().and_then(|id| old.remove(id)) {
                Some(mut price) => {
                    input.apply(&mut price);
                    price.updated_at = stamp.now;
                    if let Some(of_price) = &input.rules {
                        cleared.push(price.id.clone());
                        rules.extend(rule_rows(&price.id, of_price, stamp));
                    }
                    changed.push(price);
                }
                None => new.push((set.clone(), input)),
            }
        }
    }
    let gone: Vec<String> = old.into_keys().collect();
    cleared.extend(gone.iter().map(|id| PriceId::from(id.as_str())));
    if !cleared.is_empty() {
        tx.remove::<PriceRule>(PriceRule::PRICE_ID.is_in(cleared)).await?;
    }
    if !gone.is_empty() {
        tx.remove::<Price>(Price::ID.is_in(gone)).await?;
    }
    tx.upsert(
        changed,
        on_id(&["currency_code", "amount", "min_quantity", "max_quantity", "rules_count", "updated_at"]),
    )
    .await?;
    tx.insert(rules).await?;
    add(tx, new, stamp).await.map(drop)
}

fn on_id(update: &[&'static str]) -> Conflict {
    Conflict { target: vec!["id"], target_filter: None, update: update.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_prices_and_their_conditions() {
        let price = PriceInput::parse(&json!({
            "currency_code": "EUR", "amount": 12.34, "min_quantity": null,
            "rules": { "region_id": "reg_1", "item_total": [{ "operator": "gte", "value": 100 }], "none": null },
        }));
        let price = price.unwrap();
        assert_eq!((price.currency_code.as_deref(), price.amount), (Some("eur"), Amount::parse("12.34")));
        assert_eq!((price.min_quantity, price.max_quantity), (Some(None), None));
        let rules: Vec<_> =
            price.rules.unwrap().into_iter().map(|r| (r.attribute, r.operator, r.value)).collect();
        let rule = |a: &str, o: &str, v: &str| (a.to_owned(), o.to_owned(), v.to_owned());
        assert_eq!(rules, [rule("region_id", "eq", "reg_1"), rule("item_total", "gte", "100")]);
        let bad = json!({ "rules": { "item_total": [{ "operator": "like", "value": 1 }] } });
        assert_eq!(
            PriceInput::parse(&bad).unwrap_err().message(),
            "operator should be one of gte, lte, gt, lt, eq"
        );
    }

    #[test]
    fn of_equal_prices_the_last_holds() {
        let price = |amount: i64| PriceInput {
            currency_code: Some("eur".into()),
            amount: Some(Amount::from(amount)),
            ..PriceInput::default()
        };
        let usd = PriceInput { currency_code: Some("usd".into()), ..price(3) };
        let kept = distinct(vec![price(1), usd, price(2)]);
        assert_eq!(
            kept.iter().map(|p| p.amount).collect::<Vec<_>>(),
            [Some(Amount::from(2)), Some(Amount::from(3))]
        );
    }
}
