//! Workflow `create-cart`: a cart in a region, perhaps with items, addresses and promotion codes.

use super::add_to_cart::{self, ItemInput};
use super::customer::Owner;
use super::load::{find_kept, lookup_kept};
use super::state::CartState;
use super::{customer, promotions, stock, taxes};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use stheno_cart::{Address, Cart};
use stheno_database::Expr;
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Model as _, Records};
use stheno_query::Held;
use stheno_region::{Country, Region};
use stheno_store::Store;
use stheno_workflow::{FlowTx, RequestCtx};

/// An address of a cart, as bodies bring it.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub struct AddressInput {
    pub id: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub city: Option<String>,
    pub country_code: Option<String>,
    pub province: Option<String>,
    pub postal_code: Option<String>,
    pub metadata: Option<Map<String, Json>>,
}

impl AddressInput {
    /// The record of this address.
    pub fn record(self, cx: &FlowTx) -> Address {
        Address {
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            company: self.company,
            address_1: self.address_1,
            address_2: self.address_2,
            city: self.city,
            country_code: self.country_code.map(|c| c.to_lowercase()),
            province: self.province,
            postal_code: self.postal_code,
            metadata: self.metadata.as_ref().map(JsonText::of),
            ..Address::new(cx.stamp())
        }
    }
}

/// What a new cart is made of.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub struct Input {
    pub region_id: Option<String>,
    pub customer_id: Option<String>,
    pub sales_channel_id: Option<String>,
    pub email: Option<String>,
    pub currency_code: Option<String>,
    pub locale: Option<String>,
    pub metadata: Option<Map<String, Json>>,
    pub shipping_address: Option<AddressInput>,
    pub billing_address: Option<AddressInput>,
    pub items: Vec<ItemInput>,
    pub promo_codes: Option<Vec<String>>,
}

/// Creates a cart; answers its id, and the rows that it is made of.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<(String, Held)> {
    ctx.transaction("create-cart", move |cx| async move {
        let mut held = Held::default();
        let channel = stock::sales_channel(&cx, input.sales_channel_id.as_deref()).await?;
        let region = region(&cx, &mut held, input.region_id.as_deref()).await?;
        let countries = countries(&cx, &mut held, &region).await?;
        if let Some(currency) =
            input.currency_code.as_ref().filter(|c| !c.eq_ignore_ascii_case(&region.currency_code))
        {
            return Err(Error::invalid_data(format!(
                "Currency code {currency} does not match the region's currency code {}",
                region.currency_code
            )));
        }
        let record = match &input.customer_id {
            Some(id) => lookup_kept(&cx, &mut held, id).await?,
            None => None,
        };
        let owner = Owner { record, is_named: input.customer_id.is_some() };
        let customer = customer::find_or_create(&cx, &mut held, owner, input.email.as_deref()).await?;
        let only_country = || match countries.as_slice() {
            [only] => {
                Some(AddressInput { country_code: Some(only.iso_2.clone()), ..AddressInput::default() })
            }
            _ => None,
        };
        let shipping = input.shipping_address.or_else(only_country).map(|a| a.record(&cx));
        let billing = input.billing_address.map(|a| a.record(&cx));
        let cart = Cart {
            region_id: Some(region.id.clone()),
            currency_code: region.currency_code.clone(),
            sales_channel_id: Some(channel.id),
            email: input.email.or_else(|| customer.as_ref().and_then(|c| c.record.email.clone())),
            customer_id: customer.as_ref().map(|c| c.record.id.clone()),
            locale: input.locale,
            metadata: input.metadata.as_ref().map(JsonText::of),
            shipping_address_id: shipping.as_ref().map(|a| a.id.clone()),
            billing_address_id: billing.as_ref().map(|a| a.id.clone()),
            ..Cart::new(cx.stamp())
        };
        let mut state = CartState::of_new(cart.clone(), held);
        (state.shipping_address, state.billing_address) = (shipping, billing);
        state.region = Some(region);
        cx.hook_with("validate", || json!({ "cart_id": cart.id.as_str() })).await?;
        cx.step("create-carts").await?;
        let addresses: Vec<Address> =
            state.shipping_address.iter().chain(state.billing_address.iter()).cloned().collect();
        state.insert(&cx, addresses).await?;
        let id = cart.id.to_string();
        state.insert(&cx, vec![cart]).await?;
        if let Some(customer) = customer {
            state.take_customer(&cx, customer).await?;
        }
        add_to_cart::add(&cx, &mut state, &input.items).await?;
        taxes::update(&cx, &mut state).await?;
        if !state.lines.is_empty() || input.promo_codes.as_ref().is_some_and(|c| !c.is_empty()) {
            promotions::apply(&cx, &mut state, input.promo_codes).await?;
        }
        cx.emit("cart.created", json!({ "id": id }));
        cx.hook_with("cartCreated", || json!({ "cart_id": id })).await?;
        Ok((id, state.into_held(&cx)))
    })
    .await
}

/// The region of this id, else the store's default, else the oldest there is.
pub(super) async fn region(cx: &FlowTx, held: &mut Held, id: Option<&str>) -> Result<Region> {
    cx.step("find-one-or-any-region").await?;
    let region = match id {
        Some(id) => lookup_kept::<Region>(cx, held, id).await?,
        None => any_region(cx, held).await?,
    };
    region.ok_or_else(|| Error::not_found("No regions found"))
}

/// The countries of a region.
pub(super) async fn countries(cx: &FlowTx, held: &mut Held, region: &Region) -> Result<Vec<Country>> {
    let countries = find_kept::<Country>(cx, held, Country::REGION_ID.eq(&region.id)).await?;
    held.whole(Country::meta().table, "region_id", [region.id.as_str()]);
    Ok(countries)
}

async fn any_region(cx: &FlowTx, held: &mut Held) -> Result<Option<Region>> {
    let store = cx.find_ordered::<Store>(Expr::always(), vec![], Some(1)).await?;
    if let Some(id) = store.into_iter().next().and_then(|s| s.default_region_id) {
        return lookup_kept(cx, held, &id).await;
    }
    let oldest = cx.find_ordered::<Region>(Expr::always(), vec![Region::ID.ascending()], Some(1)).await?;
    Ok(oldest.into_iter().next())
}
