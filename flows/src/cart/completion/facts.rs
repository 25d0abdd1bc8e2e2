//! What completing a cart has to know beside the cart's rows: payment, variants, stock, shipping profiles. One round trip.

use crate::cart::CartState;
use crate::cart::stock::Stock;
use crate::payment::create_payment_sessions::enabled_providers;
use futures_util::try_join;
use std::collections::HashMap;
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_fulfillment::ShippingOption;
use stheno_kernel::{Result, Value};
use stheno_model::Records;
use stheno_payment::{Payment, PaymentCollection, PaymentSession};
use stheno_workflow::FlowTx;

/// A variant, with what of its product an order line keeps.
#[derive(Clone, Debug)]
pub struct VariantFacts {
    /// The variant's product, if it is still there.
    pub product_id: Option<String>,
    /// Whether it is a gift card.
    pub is_giftcard: bool,
    /// How it ships.
    pub shipping_profile_id: Option<String>,
}

/// How a cart is paid.
#[derive(Clone, Debug, Default)]
pub struct PaymentFacts {
    /// What is to be paid.
    pub collection: Option<PaymentCollection>,
    /// Attempts to pay it.
    pub sessions: Vec<PaymentSession>,
    /// What attempts led to.
    pub payments: Vec<Payment>,
    /// The providers that the region has; none for a cart without a region.
    pub enabled: Option<Vec<String>>,
}

/// Everything beside the cart.
#[derive(Clone, Debug)]
pub struct Facts {
    /// How it is paid.
    pub payment: PaymentFacts,
    /// Variants that are still there.
    pub variants: HashMap<String, VariantFacts>,
    /// Their stock.
    pub stock: Stock,
    /// Shipping profiles by shipping option.
    pub profiles: HashMap<String, Option<String>>,
}

impl Facts {
    /// Reads it all.
    pub async fn load(cx: &FlowTx, state: &CartState) -> Result<Self> {
        let ids = state.variant_ids();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let channel = state.cart.sales_channel_id.as_deref();
        let (payment, variants, stock, profiles) = try_join!(
            payment(cx, state),
            variants(cx, &ids),
            Stock::load(cx, &ids, channel),
            profiles(cx, state),
        )?;
        Ok(Self { payment, variants, stock, profiles })
    }
}

async fn payment(cx: &FlowTx, state: &CartState) -> Result<PaymentFacts> {
    let collection = state.collection.clone();
    let id = || collection.as_ref().map(|collection| collection.id.clone());
    let enabled = async {
        match &state.cart.region_id {
            Some(region) => enabled_providers(cx, region).await.map(Some),
            None => Ok(None),
        }
    };
    let sessions = async {
        let Some(id) = id() else { return Ok(Vec::new()) };
        let of_collection = PaymentSession::PAYMENT_COLLECTION_ID.eq(id);
        cx.find_ordered::<PaymentSession>(of_collection, vec![PaymentSession::ID.ascending()], None).await
    };
    let payments = async {
        let Some(id) = id() else { return Ok(Vec::new()) };
        cx.find::<Payment>(Payment::PAYMENT_COLLECTION_ID.eq(id)).await
    };
    let (sessions, payments, enabled) = try_join!(sessions, payments, enabled)?;
    Ok(PaymentFacts { collection, sessions, payments, enabled })
}

/// One statement over three modules' tables, where the graph would need one a hop: every checkout pays for it.
async fn variants(cx: &FlowTx, ids: &[&str]) -> Result<HashMap<String, VariantFacts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (variant, product, profile) = (Alias::ROOT, Alias(1), Alias(2));
    let same = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
    let live = |alias| Expr::Column(alias, "deleted_at").is_null();
    let select = Select::from("product_variant")
        .column("id", Type::Text)
        .expr(Expr::Column(product, "id"), Type::Text)
        .expr(Expr::Column(product, "is_giftcard"), Type::Bool)
        .expr(Expr::Column(profile, "shipping_profile_id"), Type::Text)
        .left_join(
            "product",
            product,
            same(Expr::Column(product, "id"), Expr::Column(variant, "product_id")).and(live(product)),
        )
        .left_join(
            "product_shipping_profile",
            profile,
            same(Expr::Column(profile, "product_id"), Expr::Column(product, "id")).and(live(profile)),
        )
        .filter(Expr::column("id").is_in(ids.iter().copied()))
        .filter(live(variant));
    let rows = cx.run(select).await?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let fact = |row: &[Value]| match row {
        [id, product, giftcard, profile] => Some((
            text(id)?,
            VariantFacts {
                product_id: text(product),
                is_giftcard: giftcard.as_bool().unwrap_or_default(),
                shipping_profile_id: text(profile),
            },
        )),
        _ => None,
    };
    Ok(rows.iter().filter_map(fact).collect())
}

async fn profiles(cx: &FlowTx, state: &CartState) -> Result<HashMap<String, Option<String>>> {
    let methods = state.methods.iter();
    let ids: Vec<&str> = methods.filter_map(|held| held.method.shipping_option_id.as_deref()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let options = cx.find::<ShippingOption>(ShippingOption::ID.is_in(ids)).await?;
    let pair = |option: ShippingOption| (option.id.into_string(), option.shipping_profile_id.map(Into::into));
    Ok(options.into_iter().map(pair).collect())
}
