//! Workflow `refresh-cart-items`: what follows from a change of the cart - shipping prices, taxes, discounts, payment.

use super::offers::Offers;
use super::state::CartState;
use super::{list_shipping_options_for_cart as options, promotions, taxes};
use serde_json::json;
use stheno_cart::{LineItem, ShippingMethod};
use stheno_kernel::Result;
use stheno_model::{Model as _, Patch, Records};
use stheno_payment::{PaymentCollection, PaymentSession};
use stheno_query::GraphRequest;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::{delete_records, remove_records};

/// What has to be worked out anew.
#[derive(Clone, Debug, Default)]
pub struct Refresh {
    /// Prices of the lines too: the region, currency or tax address changed.
    pub prices: bool,
    /// The promotion codes from now on; none keeps the ones there are.
    pub promo_codes: Option<Vec<String>>,
}

/// Brings the cart up to date after a change, and its payment collection with it.
pub async fn run(cx: &FlowTx, state: &mut CartState, what: Refresh) -> Result<()> {
    let cx = &cx.within("refresh-cart-items");
    if what.prices {
        reprice(cx, state).await?;
    }
    refresh_methods(cx, state).await?;
    taxes::update(cx, state).await?;
    promotions::apply(cx, state, what.promo_codes).await?;
    cx.hook_with("beforeRefreshingPaymentCollection", || json!({ "cart_id": state.id().as_str() })).await?;
    refresh_payment_collection(cx, state).await
}

/// Lines whose price is the catalogue's take the price of today.
async fn reprice(cx: &FlowTx, state: &mut CartState) -> Result<()> {
    cx.step("update-line-items-step").await?;
    let lines = state.lines.iter().filter(|l| l.item.variant_id.is_some() && !l.item.is_custom_price);
    let variants: Vec<String> =
        lines.clone().filter_map(|l| l.item.variant_id.clone()).map(Into::into).collect();
    if variants.is_empty() {
        return Ok(());
    }
    let quantities: Vec<i64> = lines.map(|l| l.item.quantity).collect();
    let offers = Offers::load(cx, state, &variants).await?;
    let quotes = offers.priced(&variants, |at| quantities[at])?;
    let mut quotes = quotes.into_iter().map(|(_, quote)| quote);
    let mut changed = Vec::new();
    for line in state.lines.iter_mut().filter(|l| l.item.variant_id.is_some() && !l.item.is_custom_price) {
        let Some(quote) = quotes.next() else { break };
        let item = &mut line.item;
        if item.unit_price == quote.unit_price && item.is_tax_inclusive == quote.is_tax_inclusive {
            continue;
        }
        (item.unit_price, item.is_tax_inclusive) = (quote.unit_price, quote.is_tax_inclusive);
        (item.compare_at_unit_price, item.updated_at) = (quote.compare_at, cx.now());
        changed.push(item.clone());
    }
    let columns = [
        LineItem::UNIT_PRICE,
        LineItem::COMPARE_AT_UNIT_PRICE,
        LineItem::IS_TAX_INCLUSIVE,
        LineItem::UPDATED_AT,
    ];
    state.update(cx, changed, &columns).await
}

/// Workflow `refresh-cart-shipping-methods`: methods whose option no longer holds go, the others take today's price.
async fn refresh_methods(cx: &FlowTx, state: &mut CartState) -> Result<()> {
    if state.methods.is_empty() {
        return Ok(());
    }
    cx.step("refresh-cart-shipping-methods").await?;
    let ids: Vec<String> =
        state.methods.iter().filter_map(|m| m.method.shipping_option_id.clone()).map(Into::into).collect();
    let offered = options::priced(cx, state, &ids).await?;
    let profiles = required_profiles(cx, state).await?;
    let many = state.methods.len() > 1;
    let (mut gone, mut changed) = (Vec::new(), Vec::new());
    for held in &mut state.methods {
        let method = &mut held.method;
        let option = offered.iter().find(|o| Some(o.id.as_str()) == method.shipping_option_id.as_deref());
        let quote = option.and_then(|o| Some((o, o.quote.as_ref()?)));
        let Some((option, quote)) = quote else {
            gone.push(method.id.to_string());
            continue;
        };
        if many && option.shipping_profile_id.as_ref().is_some_and(|p| !profiles.contains(p)) {
            gone.push(method.id.to_string());
            continue;
        }
        if method.amount != quote.unit_price
            || method.is_tax_inclusive != quote.is_tax_inclusive
            || method.name != option.name
        {
            (method.amount, method.is_tax_inclusive) = (quote.unit_price, quote.is_tax_inclusive);
            method.name.clone_from(&option.name);
            method.updated_at = cx.now();
            changed.push(method.clone());
        }
    }
    let columns = [
        ShippingMethod::NAME,
        ShippingMethod::AMOUNT,
        ShippingMethod::IS_TAX_INCLUSIVE,
        ShippingMethod::UPDATED_AT,
    ];
    state.update(cx, changed, &columns).await?;
    if !gone.is_empty() {
        delete_records(cx, ShippingMethod::meta(), &gone).await?;
        state.held.drop_rows(ShippingMethod::meta().table, &gone);
        state.methods.retain(|m| !gone.contains(&m.method.id.to_string()));
    }
    Ok(())
}

/// The shipping profiles that lines of the cart need; asked for only where the cart has several methods.
async fn required_profiles(cx: &FlowTx, state: &CartState) -> Result<Vec<String>> {
    if state.methods.len() < 2 {
        return Ok(Vec::new());
    }
    let lines = state.lines.iter().filter(|l| l.item.requires_shipping);
    let products: Vec<&str> = lines.filter_map(|l| l.item.product_id.as_deref()).collect();
    let question = GraphRequest::new("product_shipping_profile")
        .fields(["shipping_profile_id"])
        .filter(json!({ "product_id": products }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    Ok(answer.rows().iter().map(|row| row.text("shipping_profile_id").to_owned()).collect())
}

/// Workflow `refresh-payment-collection-for-cart`: another total or currency ends the payment sessions.
pub async fn refresh_payment_collection(cx: &FlowTx, state: &mut CartState) -> Result<()> {
    let total = state.total(cx);
    let currency_code = state.cart.currency_code.as_str();
    let Some(collection) = &state.collection else { return Ok(()) };
    if collection.amount == total && collection.currency_code == currency_code {
        return Ok(());
    }
    cx.step("refresh-payment-collection-for-cart").await?;
    let id = collection.id.clone();
    let patch = Patch::<PaymentCollection>::at(cx.now())
        .set(PaymentCollection::AMOUNT, total)
        .set(PaymentCollection::CURRENCY_CODE, currency_code);
    let row = cx.update_later(PaymentCollection::ID.eq(&id), patch).await?;
    state.held.keep_later(PaymentCollection::meta(), [row]);
    // Sessions were opened for the old amount: the shopper opens a new one, as Medusa has it. They go for good there.
    remove_records(cx, PaymentSession::meta(), PaymentSession::PAYMENT_COLLECTION_ID.eq(&id)).await?;
    state.held.whole(PaymentSession::meta().table, "payment_collection_id", [id.as_str()]);
    Ok(())
}
