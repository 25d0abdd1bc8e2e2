//! Workflow `list-shipping-options-for-cart`: the options that serve a cart's channel, address and rules, priced.

use super::offers::{Pricing, Quote};
use super::state::CartState;
use super::stock::Stock;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeSet, HashMap};
use stheno_fulfillment::rules::{self, Address, GeoZone, GeoZoneType, Operator, Rule, RuleValue};
use stheno_kernel::{Amount, JsonText, Result};
use stheno_pricing::computed::price_row;
use stheno_pricing::rules::{PriceRow, calculate};
use stheno_query::{GraphRequest, RowView};
use stheno_workflow::{FlowTx, RequestCtx};

/// An option that serves the cart.
#[derive(Clone, Debug)]
pub struct OfferedOption {
    /// The option.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its profile.
    pub shipping_profile_id: Option<String>,
    /// What the provider keeps with it.
    pub data: Option<JsonText>,
    /// Its price; none where it has none in the cart's currency.
    pub quote: Option<Quote>,
}

/// What the contract shows of an option, `rules` and `prices` included.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "price_type",
    "service_zone_id",
    "shipping_profile_id",
    "provider_id",
    "data",
    "service_zone.id",
    "service_zone.fulfillment_set_id",
    "service_zone.fulfillment_set.id",
    "service_zone.fulfillment_set.type",
    "service_zone.fulfillment_set.location.id",
    "service_zone.fulfillment_set.location.address.*",
    "type.id",
    "type.label",
    "type.description",
    "type.code",
    "provider.id",
    "provider.is_enabled",
    "rules.attribute",
    "rules.value",
    "rules.operator",
    "prices.*",
    "prices.price_rules.*",
];

/// What decides whether an option serves, and at what price; shown to nobody.
const NEEDS: &[&str] = &[
    "id",
    "name",
    "price_type",
    "shipping_profile_id",
    "data",
    "service_zone.fulfillment_set_id",
    "service_zone.geo_zones.type",
    "service_zone.geo_zones.country_code",
    "service_zone.geo_zones.province_code",
    "service_zone.geo_zones.city",
    "service_zone.geo_zones.postal_expression",
    "rules.attribute",
    "rules.value",
    "rules.operator",
    "prices.id",
    "prices.currency_code",
    "prices.amount",
    "prices.min_quantity",
    "prices.max_quantity",
    "prices.price_set_id",
    "prices.price_rules.attribute",
    "prices.price_rules.operator",
    "prices.price_rules.value",
];

/// Shipping options that were looked up for a cart whose channel is settled.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    asked: BTreeSet<String>,
    found: Vec<Candidate>,
}

/// An option of the fulfillment sets that the cart's channel ships from.
#[derive(Clone, Debug)]
struct Candidate {
    id: String,
    name: String,
    shipping_profile_id: Option<String>,
    data: Option<JsonText>,
    zones: Vec<GeoZone>,
    conditions: Vec<Rule>,
    price_set_id: String,
    prices: Vec<PriceRow>,
}

/// Of these options those that serve the cart.
pub async fn priced(cx: &FlowTx, state: &mut CartState, ids: &[String]) -> Result<Vec<OfferedOption>> {
    let pricing = Pricing::of(cx, state).await?;
    look_up(cx, state, ids).await?;
    let (context, address) = (context(false), address(state));
    let asked = state.options.found.iter().filter(|option| ids.contains(&option.id));
    Ok(asked
        .filter(|option| option.serves(&address, &context))
        .map(|option| OfferedOption {
            id: option.id.clone(),
            name: option.name.clone(),
            shipping_profile_id: option.shipping_profile_id.clone(),
            data: option.data.clone(),
            quote: pricing.quote(&option.price_set_id, &option.prices, 1),
        })
        .collect())
}

/// The shipping profiles of the options that were looked up, by option.
pub fn profiles(options: &Candidates) -> HashMap<&str, &str> {
    let found = options.found.iter();
    found.filter_map(|option| Some((option.id.as_str(), option.shipping_profile_id.as_deref()?))).collect()
}

/// Reads the options that were not read before.
pub async fn look_up(cx: &FlowTx, state: &mut CartState, ids: &[String]) -> Result<()> {
    let new: Vec<String> = ids.iter().filter(|id| !state.options.asked.contains(*id)).cloned().collect();
    if new.is_empty() {
        return Ok(());
    }
    let question = question(state, NEEDS).filter(json!({ "id": new }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    state.options.found.extend(answer.rows().iter().map(candidate));
    state.options.asked.extend(new);
    Ok(())
}

/// The options of a cart as `GET /store/shipping-options` shows them.
pub async fn shown(ctx: &RequestCtx, cart_id: &str, is_return: bool) -> Result<Vec<Json>> {
    let cart_id = cart_id.to_owned();
    ctx.reading("list-shipping-options-for-cart", move |cx| async move {
        let missing = || stheno_kernel::Error::not_found(format!("Cart id not found: {cart_id}"));
        let mut state = CartState::look(&cx, &cart_id).await?.ok_or_else(missing)?;
        let fields: Vec<&str> = FIELDS.iter().chain(NEEDS).copied().collect();
        let question = question(&state, &fields);
        let answer = cx.app().graph().query_in(cx.tx(), question).await?;
        let pricing = Pricing::of(&cx, &mut state).await?;
        let stock = stock_of(&cx, &state).await?;
        let (context, address) = (context(is_return), address(&state));
        let all = answer.to_json();
        let found = answer.rows().iter().map(candidate).zip(all.as_array().into_iter().flatten());
        Ok(found
            .filter(|(option, _)| option.serves(&address, &context))
            .map(|(option, json)| option.show(json, &pricing, |location| is_short(&state, &stock, location)))
            .collect())
    })
    .await
}

fn context(is_return: bool) -> rules::Context {
    let pairs = [("is_return", is_return), ("enabled_in_store", true)];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect()
}

fn address(state: &CartState) -> Address<'_> {
    let address = state.shipping_address.as_ref();
    Address {
        country_code: address.and_then(|a| a.country_code.as_deref()),
        province_code: address.and_then(|a| a.province.as_deref()),
        city: address.and_then(|a| a.city.as_deref()),
        postal_code: address.and_then(|a| a.postal_code.as_deref()),
    }
}

/// Options of the fulfillment sets at locations that the cart's channel sells from.
fn question(state: &CartState, fields: &[&str]) -> GraphRequest {
    let channel = json!({ "sales_channel_id": state.cart.sales_channel_id.as_deref().unwrap_or_default() });
    let at_location = json!({ "location": { "sales_channels_link": channel } });
    GraphRequest::new("shipping_option")
        .fields(fields.iter().copied())
        .filter(json!({ "service_zone": { "fulfillment_set": at_location } }))
}

fn candidate(row: RowView<'_>) -> Candidate {
    let mut lists = HashMap::new();
    let zones = row.child("service_zone").into_iter().flat_map(|zone| zone.children("geo_zones"));
    let price_set_id = row.child("prices").map(|price| price.text("price_set_id").to_owned());
    Candidate {
        id: row.text("id").to_owned(),
        name: row.text("name").to_owned(),
        shipping_profile_id: row.get("shipping_profile_id").as_str().map(str::to_owned),
        data: row.get("data").as_json().cloned(),
        zones: zones.filter_map(geo_zone).collect(),
        conditions: row.children("rules").filter_map(rule).collect(),
        price_set_id: price_set_id.unwrap_or_default(),
        prices: row.children("prices").map(|price| price_row(price, &mut lists)).collect(),
    }
}

impl Candidate {
    fn serves(&self, address: &Address<'_>, context: &rules::Context) -> bool {
        rules::is_offered(&self.zones, &self.conditions, address, context)
    }

    fn show(&self, json: &Json, pricing: &Pricing, is_short: impl Fn(&str) -> bool) -> Json {
        let mut shown = json.as_object().cloned().unwrap_or_default();
        let price = calculate(&self.price_set_id, &self.prices, &pricing.context, &pricing.preferences);
        let location = location_of(&shown);
        if let Some(Json::Object(zone)) = shown.get_mut("service_zone") {
            zone.remove("geo_zones");
        }
        let amount = price.as_ref().map_or(Json::Null, |p| number(p.calculated_amount()));
        let inclusive = price.as_ref().is_some_and(|p| p.is_calculated_price_tax_inclusive);
        shown.insert("calculated_price".into(), price.map_or(Json::Null, |p| p.to_json(None).to_value()));
        shown.insert("amount".into(), amount);
        shown.insert("is_tax_inclusive".into(), inclusive.into());
        let insufficient = location.is_none_or(|location| is_short(&location));
        shown.insert("insufficient_inventory".into(), insufficient.into());
        Json::Object(shown)
    }
}

fn number(amount: Amount) -> Json {
    amount.to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number)
}

fn location_of(option: &Map<String, Json>) -> Option<String> {
    let set = option.get("service_zone")?.get("fulfillment_set")?;
    set.get("location")?.get("id")?.as_str().map(str::to_owned)
}

/// The stock behind the lines of a cart.
async fn stock_of(cx: &FlowTx, state: &CartState) -> Result<Stock> {
    let ids = state.variant_ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    Stock::load(cx, &ids, state.cart.sales_channel_id.as_deref()).await
}

/// Whether a location cannot serve some line of the cart by itself.
fn is_short(state: &CartState, stock: &Stock, location: &str) -> bool {
    state.lines.iter().any(|line| {
        let variant = line.item.variant_id.as_deref();
        variant.is_some_and(|variant| stock.is_short_at(location, variant, line.item.quantity))
    })
}

fn geo_zone(row: RowView<'_>) -> Option<GeoZone> {
    let text = |name: &str| row.get(name).as_str().map(str::to_owned);
    Some(GeoZone {
        zone_type: GeoZoneType::parse(row.text("type"))?,
        country_code: row.text("country_code").to_owned(),
        province_code: text("province_code"),
        city: text("city"),
        postal_code: row.get("postal_expression").as_json().and_then(|json| json.parse().ok()),
    })
}

fn rule(row: RowView<'_>) -> Option<Rule> {
    Some(Rule {
        attribute: row.text("attribute").to_owned(),
        operator: Operator::parse(row.text("operator"))?,
        value: row.get("value").as_json().map_or(RuleValue::Other, RuleValue::parse),
    })
}
