//! `calculated_price` of a price set: the price that holds in a context, and the one it is compared to.

use crate::rules::{
    Context as PriceContext, PriceList, PriceListRule, PriceListType, PricePreference, PriceRow, PriceRule,
    RuleOperator, calculate,
};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{Amount, Error, JsonText, JsonWriter, Result, Value};
use stheno_query::{Computer, Context, NodeView, RowView};

/// What `calculated_price` must be told: [`stheno_query::GraphRequest::context`] under that name.
#[derive(Clone, Debug, Default)]
pub struct CalculatedPriceContext {
    /// Who asks, in which currency.
    pub price: PriceContext,
    /// Which prices include tax.
    pub preferences: Vec<PricePreference>,
}

/// Fills `calculated_price` of `PriceSet`.
pub struct CalculatedPrices;

/// What [`price_row`] reads of the prices of a record that has some.
pub const PRICES: [&str; 16] = [
    "prices.id",
    "prices.price_set_id",
    "prices.currency_code",
    "prices.amount",
    "prices.min_quantity",
    "prices.max_quantity",
    "prices.price_rules.attribute",
    "prices.price_rules.operator",
    "prices.price_rules.value",
    "prices.price_list.id",
    "prices.price_list.type",
    "prices.price_list.status",
    "prices.price_list.starts_at",
    "prices.price_list.ends_at",
    "prices.price_list.price_list_rules.attribute",
    "prices.price_list.price_list_rules.value",
];

impl Computer for CalculatedPrices {
    fn fields(&self) -> &'static [&'static str] {
        &["calculated_price"]
    }

    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        [&["id"][..], &PRICES].concat()
    }

    fn compute(
        &self,
        rows: NodeView<'_>,
        _fields: &[&'static str],
        context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let Some(context) = context.get::<CalculatedPriceContext>("calculated_price") else {
            return Err(Error::invalid_data(
                "Method calculatePrices requires currency_code in the pricing context",
            ));
        };
        let mut lists = HashMap::new();
        Ok(rows
            .iter()
            .map(|set| {
                let prices: Vec<PriceRow> =
                    set.children("prices").map(|p| price_row(p, &mut lists)).collect();
                let found = calculate(set.text("id"), &prices, &context.price, &context.preferences);
                vec![found.map_or(Value::Null, |price| {
                    let mut out = JsonWriter::default();
                    price.write(&mut out, None);
                    let text = String::from_utf8(out.into_bytes()).unwrap_or_default();
                    Value::Json(JsonText::from_trusted(text))
                })]
            })
            .collect())
    }
}

/// Reads a price with its rules; rows of one list share it.
pub fn price_row(row: RowView<'_>, lists: &mut HashMap<String, Arc<PriceList>>) -> PriceRow {
    let amount = |name: &str| row.get(name).as_decimal().map(Amount::from);
    PriceRow {
        id: row.text("id").to_owned(),
        currency_code: row.text("currency_code").to_owned(),
        amount: amount("amount").unwrap_or_default(),
        min_quantity: amount("min_quantity"),
        max_quantity: amount("max_quantity"),
        rules: row
            .children("price_rules")
            .map(|rule| PriceRule {
                attribute: rule.text("attribute").to_owned(),
                operator: RuleOperator::parse(rule.text("operator")).unwrap_or_default(),
                value: rule.text("value").to_owned(),
            })
            .collect(),
        price_list: row.child("price_list").map(|list| {
            Arc::clone(lists.entry(list.text("id").to_owned()).or_insert_with(|| Arc::new(price_list(list))))
        }),
    }
}

fn price_list(row: RowView<'_>) -> PriceList {
    let time = |name: &str| match row.get(name) {
        Value::Time(at) => Some(*at),
        _ => None,
    };
    PriceList {
        id: row.text("id").to_owned(),
        list_type: PriceListType::parse(row.text("type")).unwrap_or(PriceListType::Sale),
        is_active: row.text("status") == "active",
        starts_at: time("starts_at"),
        ends_at: time("ends_at"),
        rules: row
            .children("price_list_rules")
            .map(|rule| PriceListRule {
                attribute: rule.text("attribute").to_owned(),
                values: rule.get("value").as_json().and_then(|json| json.parse().ok()).unwrap_or_else(|| {
                    rule.get("value").as_json().and_then(|j| j.parse::<String>().ok()).into_iter().collect()
                }),
            })
            .collect(),
    }
}
