//! Prices of shipping options: rows of the option's price set, each perhaps for one region or for item totals.

use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::HashMap;
use stheno_ids::PriceSetId;
use stheno_kernel::{Amount, Result};
use stheno_model::{Model as _, Patch, Records as _, json::big_number};
use stheno_pricing::{Price, PriceRule};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::remove_records;

/// A price as a body names it; with an id, one that is there already.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    currency_code: Option<String>,
    #[serde(default)]
    pub(super) region_id: Option<String>,
    #[serde(default)]
    amount: Option<Json>,
    #[serde(default)]
    rules: Option<Vec<WantedRule>>,
}

/// A condition of a price.
#[derive(Clone, Debug, Deserialize)]
struct WantedRule {
    attribute: String,
    operator: String,
    value: Json,
}

impl Wanted {
    fn amount(&self) -> Option<Amount> {
        self.amount.as_ref().and_then(big_number)
    }

    fn currency(&self, currencies: &HashMap<String, String>) -> Option<String> {
        match &self.region_id {
            Some(region) => currencies.get(region).cloned(),
            None => self.currency_code.as_ref().map(|code| code.to_lowercase()),
        }
    }

    /// Whether the body says anything of conditions.
    fn has_rules(&self) -> bool {
        self.region_id.is_some() || self.currency_code.is_some() || self.rules.is_some()
    }

    /// The conditions: the region, then what the body says.
    fn rules(&self, cx: &FlowTx, price_id: &str) -> Vec<PriceRule> {
        let new = |attribute: &str, operator: &str, value: String| PriceRule {
            attribute: attribute.to_owned(),
            operator: operator.to_owned(),
            value,
            price_id: price_id.into(),
            ..PriceRule::new(cx.stamp())
        };
        let region = self.region_id.iter().map(|id| new("region_id", "eq", id.clone()));
        let said = self.rules.iter().flatten();
        let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        region.chain(said.map(|rule| new(&rule.attribute, &rule.operator, text(&rule.value)))).collect()
    }
}

/// Adds prices to a set.
pub(super) async fn add(
    cx: &FlowTx,
    set_id: &PriceSetId,
    wanted: &[Wanted],
    currencies: &HashMap<String, String>,
) -> Result<()> {
    let (mut prices, mut rules) = (Vec::new(), Vec::new());
    for want in wanted {
        let mut price = Price {
            currency_code: want.currency(currencies).unwrap_or_default(),
            amount: want.amount().unwrap_or_default(),
            price_set_id: set_id.clone(),
            ..Price::new(cx.stamp())
        };
        let own = want.rules(cx, price.id.as_str());
        price.rules_count = i64::try_from(own.len()).ok();
        prices.push(price);
        rules.extend(own);
    }
    cx.insert(prices).await?;
    cx.insert(rules).await
}

/// Gives a set exactly these prices; those of price lists stay.
pub(super) async fn replace(
    cx: &FlowTx,
    set_id: &PriceSetId,
    wanted: Vec<Wanted>,
    currencies: &HashMap<String, String>,
) -> Result<()> {
    cx.step("set-shipping-options-prices-step").await?;
    let of_set = Price::PRICE_SET_ID.eq(set_id).and(Price::PRICE_LIST_ID.is_null());
    let old = cx.find_locked::<Price>(of_set).await?;
    let (kept, fresh): (Vec<_>, Vec<_>) = wanted
        .into_iter()
        .partition(|want| want.id.as_deref().is_some_and(|id| old.iter().any(|price| *price.id == *id)));
    let is_kept = |price: &Price| kept.iter().any(|want| want.id.as_deref() == Some(price.id.as_str()));
    let gone: Vec<&str> = old.iter().filter(|price| !is_kept(price)).map(|price| price.id.as_str()).collect();
    let changed: Vec<&str> =
        kept.iter().filter(|want| want.has_rules()).filter_map(|want| want.id.as_deref()).collect();
    remove_records(cx, PriceRule::meta(), PriceRule::PRICE_ID.is_in(gone.iter().chain(&changed).copied()))
        .await?;
    remove_records(cx, Price::meta(), Price::ID.is_in(gone)).await?;
    let mut rules = Vec::new();
    for want in &kept {
        let id = want.id.as_deref().unwrap_or_default();
        let mut patch = Patch::<Price>::at(cx.now())
            .set_some(Price::AMOUNT, want.amount())
            .set_some(Price::CURRENCY_CODE, want.currency(currencies));
        if want.has_rules() {
            let own = want.rules(cx, id);
            patch = patch.set(Price::RULES_COUNT, i64::try_from(own.len()).ok());
            rules.extend(own);
        }
        cx.update(Price::ID.eq(id), patch).await?;
    }
    cx.insert(rules).await?;
    add(cx, set_id, &fresh, currencies).await
}
