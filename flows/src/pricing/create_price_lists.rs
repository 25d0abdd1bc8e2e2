//! Workflow `create-price-lists`: a list with its conditions, and prices for variants.

use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use stheno_ids::{PriceListId, PriceSetId};
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Model as _, Records as _, dynamic};
use stheno_pricing::service::{self, PriceInput};
use stheno_pricing::{PriceList, PriceListRule};
use stheno_query::GraphRequest;
use stheno_workflow::steps::remove_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates a price list; answers its id.
pub async fn run(ctx: &RequestCtx, body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-price-lists", move |cx| async move { run_in(&cx, body).await }).await
}

async fn run_in(cx: &FlowTx, mut body: Map<String, Json>) -> Result<String> {
    let prices = body.shift_remove("prices");
    let prices = prices.as_ref().and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let rules = body.shift_remove("rules");
    cx.step("validate-variant-price-links").await?;
    let sets = price_sets(cx, prices).await?;
    cx.step("create-price-lists").await?;
    let id = PriceListId::generate(cx.stamp());
    body.insert("id".into(), id.as_str().into());
    body.insert("rules_count".into(), rules.as_ref().and_then(Json::as_object).map_or(0, Map::len).into());
    dynamic::insert_json(cx.tx(), PriceList::meta(), vec![body], cx.stamp()).await?;
    set_rules(cx, &id, rules.as_ref()).await?;
    let price = |json: &Json| {
        let input = PriceInput { price_list_id: Some(id.clone()), ..PriceInput::parse(json)? };
        let variant = json.get("variant_id").and_then(Json::as_str).unwrap_or_default();
        Ok(sets.get(variant).map(|set| (set.clone(), input)))
    };
    let prices = prices.iter().filter_map(|json| price(json).transpose()).collect::<Result<Vec<_>>>()?;
    service::add(cx.tx(), prices, cx.stamp()).await?;
    Ok(id.into_string())
}

/// The price sets of the variants that prices name.
async fn price_sets(cx: &FlowTx, prices: &[Json]) -> Result<HashMap<String, PriceSetId>> {
    let variants: Vec<&str> = prices.iter().filter_map(|price| price.get("variant_id")?.as_str()).collect();
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ask = GraphRequest::new("product_variant_price_set")
        .fields(["variant_id", "price_set_id"])
        .filter(json!({ "variant_id": variants }));
    let answer = cx.app().graph().query_in(cx.tx(), ask).await?;
    let pair = |row: stheno_query::RowView<'_>| {
        (row.text("variant_id").to_owned(), PriceSetId::from(row.text("price_set_id")))
    };
    let sets: HashMap<String, PriceSetId> = answer.rows().iter().map(pair).collect();
    let missing: Vec<&str> = variants.into_iter().filter(|variant| !sets.contains_key(*variant)).collect();
    if missing.is_empty() {
        return Ok(sets);
    }
    Err(Error::invalid_data(format!("No price set exist for variants: {}", missing.join(", "))))
}

/// Puts conditions in the place of those that a list has: `{attribute: [values]}`.
pub(super) async fn set_rules(cx: &FlowTx, list: &PriceListId, rules: Option<&Json>) -> Result<()> {
    let Some(Json::Object(rules)) = rules else { return Ok(()) };
    remove_records(cx, PriceListRule::meta(), PriceListRule::PRICE_LIST_ID.eq(list)).await?;
    let row = |(attribute, values): (&String, &Json)| PriceListRule {
        attribute: attribute.clone(),
        value: Some(JsonText::of(values)),
        price_list_id: list.clone(),
        ..PriceListRule::new(cx.stamp())
    };
    cx.insert(rules.iter().map(row).collect()).await
}
