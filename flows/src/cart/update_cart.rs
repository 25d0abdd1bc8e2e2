//! Workflow `update-cart`: region, e-mail, addresses, channel, codes and metadata of an open cart.

use super::create_cart::{self, AddressInput};
use super::customer::Owner;
use super::load::lookup_kept;
use super::refresh::{self, Refresh};
use super::state::CartState;
use super::update_line_item_in_cart::merged;
use super::{customer, delete_line_items, stock};
use serde_json::{Map, Value as Json, json};
use stheno_cart::{Address, Cart};
use stheno_kernel::{Error, Result};
use stheno_model::{Column, Model as _, Patch};
use stheno_query::Held;
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
pub async fn run(ctx: &RequestCtx, cart_id: String, mut input: Input) -> Result<Held> {
    ctx.transaction("update-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        let mut patch = Patch::<Cart>::at(cx.now());
        let is_moved =
            input.region_id.as_deref().is_some_and(|id| state.cart.region_id.as_deref() != Some(id));
        let region = place(&cx, &mut state, input.region_id.as_deref()).await?;
        let countries = if is_moved || country_given(&input).is_some() {
            create_cart::countries(&cx, &mut state.held, &region).await?
        } else {
            Vec::new()
        };
        check_country(&input, &region, &countries)?;
        if is_moved {
            patch = patch
                .set(Cart::REGION_ID, region.id.as_str())
                .set(Cart::CURRENCY_CODE, region.currency_code.as_str());
            state.cart.region_id = Some(region.id.clone());
            state.cart.currency_code.clone_from(&region.currency_code);
            state.region = Some(region);
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
        state.patch(&cx, patch).await?;
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
        Ok(state.into_held(&cx))
    })
    .await
}

/// The region the cart is to be in.
async fn place(cx: &FlowTx, state: &mut CartState, wanted: Option<&str>) -> Result<Region> {
    if let Some(known) = &state.region
        && wanted.is_none_or(|id| id == known.id.as_str())
    {
        return Ok(known.clone());
    }
    if let Some(id) = wanted {
        let found = lookup_kept::<Region>(cx, &mut state.held, id).await?;
        return found.ok_or_else(|| Error::not_found(format!("Region id not found: {id}")));
    }
    let id = state.cart.region_id.clone();
    create_cart::region(cx, &mut state.held, id.as_deref()).await
}

/// The country of the address that the cart is to go to, if one is given.
fn country_given(input: &Input) -> Option<&str> {
    let address = input.shipping_address.iter().flatten().next();
    address.and_then(|a| a.country_code.as_deref()).filter(|c| !c.is_empty())
}

fn check_country(input: &Input, region: &Region, countries: &[Country]) -> Result<()> {
    let Some(code) = country_given(input) else { return Ok(()) };
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
    let owner = Owner { record: state.customer.clone(), is_named: state.cart.customer_id.is_some() };
    let found = customer::find_or_create(cx, &mut state.held, owner, wanted.as_deref()).await?;
    state.cart.email = match found.as_ref().map(|found| &found.record) {
        Some(customer) if customer.has_account => email,
        Some(customer) => customer.email.clone(),
        None => email,
    };
    patch = patch.set(Cart::EMAIL, state.cart.email.clone());
    if let Some(found) = found {
        patch = patch.set(Cart::CUSTOMER_ID, found.record.id.as_str());
        state.cart.customer_id = Some(found.record.id.clone());
        state.take_customer(cx, found).await?;
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
    let (shipping, billing) = (input.shipping_address.take(), input.billing_address.take());
    let mut written = Addresses::default();
    let shipping = shipping.map(|given| written.address(cx, state, given)).transpose()?;
    let billing = billing.map(|given| written.address(cx, state, given)).transpose()?;
    if let Some(record) = shipping {
        state.cart.shipping_address_id = record.as_ref().map(|a| a.id.clone());
        state.shipping_address = record;
        patch = patch.set(Cart::SHIPPING_ADDRESS_ID, state.cart.shipping_address_id.clone());
    }
    if let Some(record) = billing {
        state.cart.billing_address_id = record.as_ref().map(|a| a.id.clone());
        state.billing_address = record;
        patch = patch.set(Cart::BILLING_ADDRESS_ID, state.cart.billing_address_id.clone());
    }
    state.insert(cx, written.fresh).await?;
    let columns = Address::meta().stored().map(|field| field.name).filter(|name| *name != "id");
    let columns: Vec<_> = columns.map(Column::new).collect();
    for record in written.changed {
        state.update(cx, vec![record], &columns).await?;
    }
    Ok(patch)
}

/// Addresses to be written: new ones, and the cart's own written anew.
#[derive(Default)]
struct Addresses {
    fresh: Vec<Address>,
    changed: Vec<Address>,
}

impl Addresses {
    /// A new address, or with an id one of the cart's own.
    fn address(
        &mut self,
        cx: &FlowTx,
        state: &CartState,
        input: Option<AddressInput>,
    ) -> Result<Option<Address>> {
        let Some(input) = input else { return Ok(None) };
        let Some(id) = input.id.clone() else {
            let record = input.record(cx);
            self.fresh.push(record.clone());
            return Ok(Some(record));
        };
        let mut own = state.shipping_address.iter().chain(state.billing_address.iter());
        let missing = || Error::not_found(format!("Address with id \"{id}\" not found"));
        let own = own.find(|a| a.id.as_str() == id).ok_or_else(missing)?;
        let record = Address { id: own.id.clone(), created_at: own.created_at, ..input.record(cx) };
        self.changed.push(record.clone());
        Ok(Some(record))
    }
}
