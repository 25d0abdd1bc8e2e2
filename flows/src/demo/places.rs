//! Where the demo shop sells and ships from: store, regions, taxes, a warehouse and its ways of delivery.

use super::Ids;
use stheno_database::Expr;
use stheno_fulfillment::{
    FulfillmentProvider, FulfillmentSet, GeoZone, ServiceZone, ShippingOption, ShippingOptionRule,
    ShippingOptionType, ShippingProfile,
};
use stheno_ids::{PriceSetId, RegionId, SalesChannelId, ServiceZoneId, ShippingProfileId, StockLocationId};
use stheno_kernel::{Amount, Decimal, Error, JsonText, Result};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Patch, Records as _};
use stheno_payment::PaymentProvider;
use stheno_pricing::{Price, PricePreference, PriceSet};
use stheno_region::{Country, Region};
use stheno_sales_channel::SalesChannel;
use stheno_stock_location::{StockLocation, StockLocationAddress};
use stheno_store::{Store, StoreCurrency};
use stheno_tax::{TaxProvider, TaxRate, TaxRegion};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::create_remote_link_step;

const STORE: &str = "Stheno Demo";

struct Area {
    name: &'static str,
    currency: &'static str,
    /// Country, its tax in percent, and the tax's name.
    countries: &'static [(&'static str, f64, &'static str)],
    /// Cents of standard and express delivery.
    delivery: [i64; 2],
}

/// The first is the store's default.
const AREAS: [Area; 2] = [
    Area {
        name: "Europe",
        currency: "eur",
        countries: &[
            ("at", 20.0, "Umsatzsteuer"),
            ("be", 21.0, "BTW"),
            ("de", 19.0, "Umsatzsteuer"),
            ("es", 21.0, "IVA"),
            ("fr", 20.0, "TVA"),
            ("it", 22.0, "IVA"),
            ("nl", 21.0, "BTW"),
        ],
        delivery: [490, 1_290],
    },
    Area {
        name: "United States",
        currency: "usd",
        countries: &[("us", 8.0, "Sales tax")],
        delivery: [590, 1_490],
    },
];

/// Name, code and description of each way of delivery.
const DELIVERIES: [(&str, &str, &str); 2] =
    [("Standard", "standard", "Two to four working days"), ("Express", "express", "The next working day")];

/// The sales channel that the shop has sold through so far.
pub(super) async fn channel(cx: &FlowTx) -> Result<SalesChannelId> {
    let oldest = vec![SalesChannel::CREATED_AT.ascending()];
    let found = cx.find_ordered::<SalesChannel>(Expr::always(), oldest, Some(1)).await?.pop();
    found.map(|channel| channel.id).ok_or_else(|| Error::unexpected_state("there is no sales channel"))
}

/// Regions with countries, taxes and price preferences; the store is told of them.
pub(super) async fn regions(cx: &FlowTx) -> Result<()> {
    cx.step("create-regions").await?;
    let stamp = cx.stamp();
    let payment = provider(cx.find::<PaymentProvider>(Expr::always()).await?, |p| p.id.to_string())?;
    let regions = AREAS.map(|area| Region {
        name: area.name.into(),
        currency_code: area.currency.into(),
        ..Region::new(stamp)
    });
    let ids: Vec<RegionId> = regions.iter().map(|region| region.id.clone()).collect();
    cx.insert(regions.into()).await?;
    for (area, id) in AREAS.iter().zip(&ids) {
        let codes: Vec<&str> = area.countries.iter().map(|(code, ..)| *code).collect();
        let free = Country::ISO_2.is_in(codes.iter().copied()).and(Country::REGION_ID.is_null());
        let taken = cx.update(free, Patch::at(cx.now()).set(Country::REGION_ID, Some(id.clone()))).await?;
        if usize::try_from(taken) != Ok(codes.len()) {
            return Err(Error::conflict("the countries of the demo shop belong to another region"));
        }
    }
    let pay = |id: &RegionId| {
        let provider = ("payment", "payment_provider_id", payment.as_str());
        LinkInput::new(("region", "region_id", id.as_str()), provider)
    };
    create_remote_link_step(cx, ids.iter().map(pay).collect()).await?;
    let preference = |id: &RegionId| PricePreference {
        attribute: "region_id".into(),
        value: Some(id.to_string()),
        ..PricePreference::new(stamp)
    };
    cx.insert(ids.iter().map(preference).collect()).await?;
    store(cx, &ids[0]).await?;
    taxes(cx).await
}

async fn store(cx: &FlowTx, region: &RegionId) -> Result<()> {
    let Some(store) = cx.find::<Store>(Expr::always()).await?.pop() else {
        return Err(Error::unexpected_state("there is no store"));
    };
    let patch =
        Patch::at(cx.now()).set(Store::NAME, STORE).set(Store::DEFAULT_REGION_ID, Some(region.clone()));
    cx.update(Store::ID.eq(store.id.as_str()), patch).await?;
    let of_store = StoreCurrency::STORE_ID.eq(store.id.as_str());
    let held: Vec<String> =
        cx.find(of_store).await?.into_iter().map(|c: StoreCurrency| c.currency_code).collect();
    let fresh = AREAS.iter().map(|area| area.currency).filter(|code| !held.iter().any(|held| held == code));
    let currency = |code: &str| StoreCurrency {
        currency_code: code.into(),
        is_default: held.is_empty() && code == AREAS[0].currency,
        store_id: Some(store.id.clone()),
        ..StoreCurrency::new(cx.stamp())
    };
    cx.insert(fresh.map(currency).collect()).await
}

async fn taxes(cx: &FlowTx) -> Result<()> {
    cx.step("create-tax-regions").await?;
    let stamp = cx.stamp();
    let provider = provider(cx.find::<TaxProvider>(Expr::always()).await?, |p| p.id.to_string())?;
    let (mut regions, mut rates) = (Vec::new(), Vec::new());
    for (code, rate, name) in AREAS.iter().flat_map(|area| area.countries) {
        let region = TaxRegion {
            country_code: (*code).into(),
            provider_id: Some(provider.clone()),
            ..TaxRegion::new(stamp)
        };
        rates.push(TaxRate {
            rate: Some(*rate),
            code: (*code).into(),
            name: (*name).into(),
            is_default: true,
            tax_region_id: region.id.clone(),
            ..TaxRate::new(stamp)
        });
        regions.push(region);
    }
    cx.insert(regions).await?;
    cx.insert(rates).await
}

/// The warehouse, and how parcels leave it.
pub(super) async fn warehouse(cx: &FlowTx, channel: &SalesChannelId) -> Result<Ids> {
    cx.step("create-stock-locations").await?;
    let stamp = cx.stamp();
    let address = StockLocationAddress {
        address_1: "Speicherstraße 4".into(),
        city: Some("Hamburg".into()),
        country_code: "de".into(),
        postal_code: Some("20457".into()),
        ..StockLocationAddress::new(stamp)
    };
    let location = StockLocation {
        name: "Hamburg".into(),
        address_id: Some(address.id.clone()),
        ..StockLocation::new(stamp)
    };
    let id = location.id.clone();
    cx.insert_one(address).await?;
    cx.insert_one(location).await?;
    cx.update(Expr::always(), Patch::<Store>::at(cx.now()).set(Store::DEFAULT_LOCATION_ID, Some(id.clone())))
        .await?;
    let profile = profile(cx).await?;
    deliveries(cx, channel, &id, &profile).await?;
    Ok(Ids { location: id, profile, channel: channel.clone() })
}

async fn profile(cx: &FlowTx) -> Result<ShippingProfileId> {
    let oldest = vec![ShippingProfile::CREATED_AT.ascending()];
    let found = cx.find_ordered::<ShippingProfile>(Expr::always(), oldest, Some(1)).await?.pop();
    found.map(|profile| profile.id).ok_or_else(|| Error::unexpected_state("there is no shipping profile"))
}

async fn deliveries(
    cx: &FlowTx,
    channel: &SalesChannelId,
    location: &StockLocationId,
    profile: &ShippingProfileId,
) -> Result<()> {
    cx.step("create-fulfillment-sets").await?;
    let stamp = cx.stamp();
    let provider = provider(cx.find::<FulfillmentProvider>(Expr::always()).await?, |p| p.id.to_string())?;
    let set = FulfillmentSet {
        name: "Hamburg delivery".into(),
        r#type: "shipping".into(),
        ..FulfillmentSet::new(stamp)
    };
    let of_location = ("stock_location", "stock_location_id", location.as_str());
    let links = vec![
        LinkInput::new(of_location, ("fulfillment", "fulfillment_provider_id", provider.as_str())),
        LinkInput::new(of_location, ("fulfillment", "fulfillment_set_id", set.id.as_str())),
        LinkInput::new(("sales_channel", "sales_channel_id", channel.as_str()), of_location),
    ];
    let zones = AREAS.map(|area| ServiceZone {
        name: area.name.into(),
        fulfillment_set_id: set.id.clone(),
        ..ServiceZone::new(stamp)
    });
    let countries = AREAS.iter().zip(&zones).flat_map(|(area, zone)| {
        area.countries.iter().map(|(code, ..)| GeoZone {
            country_code: (*code).into(),
            service_zone_id: zone.id.clone(),
            ..GeoZone::new(stamp)
        })
    });
    let countries: Vec<GeoZone> = countries.collect();
    let zone_ids = zones.each_ref().map(|zone| zone.id.clone());
    cx.insert_one(set).await?;
    cx.insert(zones.into()).await?;
    cx.insert(countries).await?;
    create_remote_link_step(cx, links).await?;
    options(cx, &zone_ids, profile, &provider).await
}

async fn options(
    cx: &FlowTx,
    zones: &[ServiceZoneId],
    profile: &ShippingProfileId,
    provider: &str,
) -> Result<()> {
    cx.step("create-shipping-options").await?;
    let stamp = cx.stamp();
    let types = DELIVERIES.map(|(label, code, description)| ShippingOptionType {
        label: label.into(),
        code: code.into(),
        description: Some(description.into()),
        ..ShippingOptionType::new(stamp)
    });
    let (mut options, mut rules, mut offers) = (Vec::new(), Vec::new(), Vec::new());
    for (area, zone) in AREAS.iter().zip(zones) {
        for (kind, cents) in types.iter().zip(area.delivery) {
            let option = ShippingOption {
                name: kind.label.clone(),
                service_zone_id: zone.clone(),
                shipping_profile_id: Some(profile.clone()),
                provider_id: Some(provider.to_owned().into()),
                shipping_option_type_id: kind.id.clone(),
                ..ShippingOption::new(stamp)
            };
            rules.extend([("enabled_in_store", "true"), ("is_return", "false")].map(|(attribute, value)| {
                ShippingOptionRule {
                    attribute: attribute.into(),
                    operator: "eq".into(),
                    value: Some(JsonText::of(&value)),
                    shipping_option_id: option.id.clone(),
                    ..ShippingOptionRule::new(stamp)
                }
            }));
            offers.push((
                ("fulfillment", "shipping_option_id", option.id.to_string()),
                vec![(area.currency, cents)],
            ));
            options.push(option);
        }
    }
    cx.insert(types.into()).await?;
    cx.insert(options).await?;
    cx.insert(rules).await?;
    prices(cx, offers).await
}

/// The record that a price set belongs to (module, key, id), and the cents by currency.
pub(super) type Offer = ((&'static str, &'static str, String), Vec<(&'static str, i64)>);

/// A price set for each of these records.
pub(super) async fn prices(cx: &FlowTx, offers: Vec<Offer>) -> Result<()> {
    cx.step("create-price-sets").await?;
    let stamp = cx.stamp();
    let (mut sets, mut prices, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for (owner, amounts) in offers {
        let set = PriceSet::new(stamp);
        let price = |id: &PriceSetId, (code, cents): (&str, i64)| Price {
            currency_code: code.into(),
            amount: Amount::from(Decimal::new(cents, 2)),
            price_set_id: id.clone(),
            ..Price::new(stamp)
        };
        prices.extend(amounts.into_iter().map(|amount| price(&set.id, amount)));
        links.push(LinkInput::new(owner, ("pricing", "price_set_id", set.id.as_str())));
        sets.push(set);
    }
    cx.insert(sets).await?;
    cx.insert(prices).await?;
    create_remote_link_step(cx, links).await.map(drop)
}

/// The first provider of a kind; `create-defaults` made one.
fn provider<M>(found: Vec<M>, id: impl Fn(&M) -> String) -> Result<String> {
    found.first().map(id).ok_or_else(|| Error::unexpected_state("a built-in provider is missing"))
}
