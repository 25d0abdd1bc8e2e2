//! Workflow `list-shipping-options-for-cart`: the options that serve a cart's channel, address and rules, priced.

use super::offers::{Offers, Pricing, Quote};
use super::state::CartState;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeSet, HashMap};
use stheno_fulfillment::rules::{self, Address, GeoZone, GeoZoneType, Operator, Rule, RuleValue};
use stheno_kernel::{Amount, JsonText, Result};
use stheno_pricing::computed::price_row;
use stheno_pricing::rules::{PriceRow, calculate};
use stheno_query::{Answer, GraphRequest, RowView};
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

/// The options that serve the cart, of these ids if any are given.
pub async fn priced(
    cx: &FlowTx,
    state: &CartState,
    ids: Option<&[String]>,
    is_return: bool,
) -> Result<Vec<OfferedOption>> {
    let found = Found::load(cx, state, ids, NEEDS).await?;
    let context = context(is_return);
    Ok(found
        .rows()
        .filter(|row| found.serves(*row, state, &context))
        .map(|row| OfferedOption {
            id: row.text("id").to_owned(),
            name: row.text("name").to_owned(),
            shipping_profile_id: row.get("shipping_profile_id").as_str().map(str::to_owned),
            data: row.get("data").as_json().cloned(),
            quote: found.quote(row),
        })
        .collect())
}

/// The options of a cart as `GET /store/shipping-options` shows them.
pub async fn shown(ctx: &RequestCtx, cart_id: &str, is_return: bool) -> Result<Vec<Json>> {
    let cart_id = cart_id.to_owned();
    ctx.reading("list-shipping-options-for-cart", move |cx| async move {
        let missing = || stheno_kernel::Error::not_found(format!("Cart id not found: {cart_id}"));
        let state = CartState::look(&cx, &cart_id).await?.ok_or_else(missing)?;
        let fields: Vec<&str> = FIELDS.iter().chain(NEEDS).copied().collect();
        let found = Found::load(&cx, &state, None, &fields).await?;
        let context = context(is_return);
        let short = short_locations(&cx, &state).await?;
        let all = found.answer.to_json();
        let shown = found.rows().zip(all.as_array().into_iter().flatten());
        Ok(shown
            .filter(|(row, _)| found.serves(*row, &state, &context))
            .map(|(row, json)| found.show(row, json, &short))
            .collect())
    })
    .await
}

fn context(is_return: bool) -> rules::Context {
    let pairs = [("is_return", is_return), ("enabled_in_store", true)];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect()
}

/// Candidates: options of the fulfillment sets that the cart's channel ships from.
struct Found {
    answer: Answer,
    pricing: Pricing,
}

impl Found {
    async fn load(cx: &FlowTx, state: &CartState, ids: Option<&[String]>, fields: &[&str]) -> Result<Self> {
        let sets = fulfillment_sets(cx, state).await?;
        let mut filters = json!({ "service_zone": { "fulfillment_set_id": sets } });
        if let Some(ids) = ids {
            filters["id"] = json!(ids);
        }
        let question = GraphRequest::new("shipping_option").fields(fields.iter().copied()).filter(filters);
        let (answer, pricing) =
            futures_util::try_join!(cx.app().graph().query_in(cx.tx(), question), Pricing::of(cx, state))?;
        Ok(Self { answer, pricing })
    }

    fn rows(&self) -> impl Iterator<Item = RowView<'_>> {
        self.answer.rows().iter()
    }

    fn serves(&self, row: RowView<'_>, state: &CartState, context: &rules::Context) -> bool {
        let address = state.shipping_address.as_ref();
        let address = Address {
            country_code: address.and_then(|a| a.country_code.as_deref()),
            province_code: address.and_then(|a| a.province.as_deref()),
            city: address.and_then(|a| a.city.as_deref()),
            postal_code: address.and_then(|a| a.postal_code.as_deref()),
        };
        let zones: Vec<GeoZone> = row
            .child("service_zone")
            .into_iter()
            .flat_map(|zone| zone.children("geo_zones"))
            .filter_map(geo_zone)
            .collect();
        let conditions: Vec<Rule> = row.children("rules").filter_map(rule).collect();
        rules::is_offered(&zones, &conditions, &address, context)
    }

    fn prices(&self, row: RowView<'_>) -> (String, Vec<PriceRow>) {
        let mut lists = HashMap::new();
        let set =
            row.children("prices").next().map(|p| p.text("price_set_id").to_owned()).unwrap_or_default();
        (set, row.children("prices").map(|p| price_row(p, &mut lists)).collect())
    }

    fn quote(&self, row: RowView<'_>) -> Option<Quote> {
        let (set, prices) = self.prices(row);
        self.pricing.quote(&set, &prices, 1)
    }

    fn show(&self, row: RowView<'_>, json: &Json, short: &BTreeSet<String>) -> Json {
        let mut shown = json.as_object().cloned().unwrap_or_default();
        let (set, prices) = self.prices(row);
        let price = calculate(&set, &prices, &self.pricing.context, &self.pricing.preferences);
        let location = location_of(&shown);
        if let Some(Json::Object(zone)) = shown.get_mut("service_zone") {
            zone.remove("geo_zones");
        }
        let amount = price.as_ref().map_or(Json::Null, |p| number(p.calculated_amount()));
        let inclusive = price.as_ref().is_some_and(|p| p.is_calculated_price_tax_inclusive);
        shown.insert("calculated_price".into(), price.map_or(Json::Null, |p| p.to_json(None).to_value()));
        shown.insert("amount".into(), amount);
        shown.insert("is_tax_inclusive".into(), inclusive.into());
        shown.insert("insufficient_inventory".into(), location.is_none_or(|l| short.contains(&l)).into());
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

/// Locations that cannot serve some line of the cart by themselves.
async fn short_locations(cx: &FlowTx, state: &CartState) -> Result<BTreeSet<String>> {
    let variants: Vec<String> =
        state.lines.iter().filter_map(|l| l.item.variant_id.clone()).map(Into::into).collect();
    let locations = super::stock::locations(cx, state.cart.sales_channel_id.as_deref()).await?;
    if variants.is_empty() {
        return Ok(BTreeSet::new());
    }
    let offers = Offers::load(cx, state, &variants).await?;
    let is_short = |location: &String| {
        state.lines.iter().any(|line| {
            let offer = line.item.variant_id.as_deref().and_then(|id| offers.by_variant.get(id));
            offer.is_some_and(|offer| {
                offer.manages_inventory
                    && !offer.allows_backorder
                    && offer.parts.iter().filter(|part| part.requires_shipping).any(|part| {
                        let level = part.levels.iter().find(|level| level.location_id == *location);
                        level.is_none_or(|level| level.available < Amount::from(line.item.quantity))
                    })
            })
        })
    };
    Ok(locations.into_iter().filter(is_short).collect())
}

async fn fulfillment_sets(cx: &FlowTx, state: &CartState) -> Result<Vec<String>> {
    let question = GraphRequest::new("sales_channel")
        .fields(["id", "stock_locations.fulfillment_sets.id"])
        .filter(json!({ "id": state.cart.sales_channel_id.as_deref().unwrap_or_default() }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    let locations = answer.rows().iter().flat_map(|channel| channel.children("stock_locations"));
    Ok(locations.flat_map(|l| l.children("fulfillment_sets")).map(|s| s.text("id").to_owned()).collect())
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
