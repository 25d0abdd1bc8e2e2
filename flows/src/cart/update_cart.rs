//! Workflow `update-cart`: region, e-mail, addresses, channel, codes and metadata of an open cart.

use super::create_cart::{AddressInput, region};
use super::refresh::{self, Refresh};
use super::state::CartState;
use super::update_line_item_in_cart::merged;
use super::{customer, delete_line_items, stock};
use serde_json::{Map, Value as Json, json};
use stheno_cart::{Address, Cart};
use stheno_kernel::{Error, Result};
use stheno_model::records::Conflict;
use stheno_model::{Model as _, Patch, Records};
use stheno_region::{Country, Region};
use stheno_workflow::{FlowTx, RequestCtx};

/// What to change. The outer `None` leaves a thing alone, the inner one clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub struct Input {
    pub region_id: Option<String>,
    pub email: Option<Option<String>>,
    pub sales_channel_id: Option<String>,
    pub locale: Option<Option<String>>,
    pub metadata: Option<Option<Map<String, Json>>>,
    pub shipping_address: Option<Option<AddressInput>>,
    pub billing_address: Option<Option<AddressInput>>,
    pub promo_codes: Option<Vec<String>>,
}

/// Changes a cart.
pub async fn run(ctx: &RequestCtx, cart_id: String, mut input: Input) -> Result<()> {
    ctx.transaction("update-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        let mut patch = Patch::<Cart>::at(cx.now());
        let is_moved =
            input.region_id.as_deref().is_some_and(|id| state.cart.region_id.as_deref() != Some(id));
        let (region, countries) = place(&cx, &state, input.region_id.as_deref()).await?;
        check_country(&input, &region, &countries)?;
        if is_moved {
            patch = patch
                .set(Cart::REGION_ID, region.id.as_str())
                .set(Cart::CURRENCY_CODE, region.currency_code.as_str());
            state.cart.region_id = Some(region.id.clone());
            state.cart.currency_code.clone_from(&region.currency_code);
            arrive(&mut input, &countries);
        }
        if let Some(id) = &input.sales_channel_id {
            let channel = stock::sales_channel(&cx, Some(id)).await?;
            patch = patch.set(Cart::SALES_CHANNEL_ID, channel.id.as_str());
            state.cart.sales_channel_id = Some(channel.id);
        }
        patch = set_email(&cx, &mut state, input.email.take(), patch).await?;
        if let Some(locale) = input.locale.take() {
            patch = patch.set(Cart::LOCALE, locale.clone());
            state.cart.locale = locale;
        }
        if let Some(metadata) = input.metadata.take() {
            state.cart.metadata = merged(state.cart.metadata.as_ref(), metadata)?;
            patch = patch.set(Cart::METADATA, state.cart.metadata.clone());
        }
        let is_taxed_elsewhere = is_taxed_elsewhere(&state, input.shipping_address.as_ref());
        patch = set_addresses(&cx, &mut state, &mut input, patch).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id })).await?;
        cx.step("update-carts").await?;
        cx.update(Cart::ID.eq(&state.cart.id), patch).await?;
        if is_moved {
            let own_price: Vec<String> = state
                .lines
                .iter()
                .filter(|l| l.item.is_custom_price)
                .map(|l| l.item.id.to_string())
                .collect();
            delete_line_items::remove(&cx, &mut state, &own_price).await?;
            cx.emit("cart.region_updated", json!({ "id": cart_id }));
        }
        let what = Refresh {
            prices: input.region_id.is_some() || is_taxed_elsewhere,
            promo_codes: input.promo_codes,
        };
        refresh::run(&cx, &mut state, what).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        cx.hook_with("cartUpdated", || json!({ "cart_id": cart_id })).await?;
        Ok(())
    })
    .await
}

/// The region the cart is to be in, with its countries.
async fn place(cx: &FlowTx, state: &CartState, wanted: Option<&str>) -> Result<(Region, Vec<Country>)> {
    if let Some(id) = wanted {
        if cx.lookup::<Region>(id).await?.is_none() {
            return Err(Error::not_found(format!("Region id not found: {id}")));
        }
        return region(cx, Some(id)).await;
    }
    region(cx, state.cart.region_id.as_deref()).await
}

fn check_country(input: &Input, region: &Region, countries: &[Country]) -> Result<()> {
    let address = input.shipping_address.iter().flatten().next();
    let Some(code) = address.and_then(|a| a.country_code.as_deref()).filter(|c| !c.is_empty()) else {
        return Ok(());
    };
    if countries.iter().any(|country| country.iso_2.eq_ignore_ascii_case(code)) {
        return Ok(());
    }
    Err(Error::invalid_data(format!("Country with code {code} is not within region {}", region.name)))
}

/// In a new region an address without a country of it makes no sense: its only country stands in, or none.
fn arrive(input: &mut Input, countries: &[Country]) {
    if let [only] = countries {
        let address = AddressInput { country_code: Some(only.iso_2.clone()), ..AddressInput::default() };
        input.shipping_address = Some(Some(address));
    }
    let has_country = input.shipping_address.iter().flatten().any(|a| a.country_code.is_some());
    if !has_country {
        input.shipping_address = Some(None);
    }
}

/// A registered customer keeps the cart and may use another address; a guest's cart follows the address.
async fn set_email(
    cx: &FlowTx,
    state: &mut CartState,
    email: Option<Option<String>>,
    mut patch: Patch<Cart>,
) -> Result<Patch<Cart>> {
    let Some(email) = email else { return Ok(patch) };
    let wanted = email.clone().or_else(|| state.cart.email.clone());
    let customer = customer::find_or_create(cx, state.cart.customer_id.as_ref(), wanted.as_deref()).await?;
    state.cart.email = match &customer {
        Some(customer) if customer.has_account => email,
        Some(customer) => customer.email.clone(),
        None => email,
    };
    patch = patch.set(Cart::EMAIL, state.cart.email.clone());
    if let Some(customer) = customer {
        patch = patch.set(Cart::CUSTOMER_ID, customer.id.as_str());
        state.cart.customer_id = Some(customer.id);
    }
    Ok(patch)
}

/// Whether the new address may be taxed otherwise than the old.
fn is_taxed_elsewhere(state: &CartState, address: Option<&Option<AddressInput>>) -> bool {
    let Some(Some(next)) = address else { return false };
    let old = state.shipping_address.as_ref();
    let differs = |next: &Option<String>, old: Option<&String>| next.is_some() && next.as_ref() != old;
    differs(&next.country_code.as_ref().map(|c| c.to_lowercase()), old.and_then(|a| a.country_code.as_ref()))
        || differs(&next.province, old.and_then(|a| a.province.as_ref()))
        || differs(&next.postal_code, old.and_then(|a| a.postal_code.as_ref()))
        || differs(&next.city, old.and_then(|a| a.city.as_ref()))
}

async fn set_addresses(
    cx: &FlowTx,
    state: &mut CartState,
    input: &mut Input,
    mut patch: Patch<Cart>,
) -> Result<Patch<Cart>> {
    if let Some(address) = input.shipping_address.take() {
        let record = set_address(cx, state, address).await?;
        state.cart.shipping_address_id = record.as_ref().map(|a| a.id.clone());
        state.shipping_address = record;
        patch = patch.set(Cart::SHIPPING_ADDRESS_ID, state.cart.shipping_address_id.clone());
    }
    if let Some(address) = input.billing_address.take() {
        let record = set_address(cx, state, address).await?;
        state.cart.billing_address_id = record.as_ref().map(|a| a.id.clone());
        state.billing_address = record;
        patch = patch.set(Cart::BILLING_ADDRESS_ID, state.cart.billing_address_id.clone());
    }
    Ok(patch)
}

/// A new address, or with an id one of the cart's own, written anew.
async fn set_address(cx: &FlowTx, state: &CartState, input: Option<AddressInput>) -> Result<Option<Address>> {
    let Some(input) = input else { return Ok(None) };
    let Some(id) = input.id.clone() else {
        let record = input.record(cx);
        cx.insert_one(record.clone()).await?;
        return Ok(Some(record));
    };
    let own = state.shipping_address.iter().chain(state.billing_address.iter()).find(|a| a.id.as_str() == id);
    let missing = || Error::not_found(format!("Address with id \"{id}\" not found"));
    let own = own.ok_or_else(missing)?;
    let record = Address { id: own.id.clone(), created_at: own.created_at, ..input.record(cx) };
    let update = Address::meta().stored().map(|field| field.name).filter(|name| *name != "id").collect();
    let conflict = Conflict { target: vec!["id"], target_filter: None, update };
    cx.upsert(vec![record.clone()], conflict).await?;
    Ok(Some(record))
}
