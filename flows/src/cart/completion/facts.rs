//! What completing a cart has to know beside the cart: payment, variants, stock, shipping profiles. One round trip.

use crate::cart::CartState;
use crate::cart::create_payment_collection_for_cart::collections_of;
use crate::cart::stock::{Levels, Stock};
use crate::payment::create_payment_sessions::enabled_providers;
use futures_util::try_join;
use std::collections::HashMap;
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_fulfillment::ShippingOption;
use stheno_inventory::rules::Variant;
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
    manages_inventory: bool,
    allows_backorder: bool,
}

impl VariantFacts {
    fn without_items(&self, id: &str) -> Variant {
        Variant {
            id: id.to_owned(),
            manage_inventory: self.manages_inventory,
            allow_backorder: self.allows_backorder,
            items: Vec::new(),
        }
    }
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
    /// The promotions that the cart is linked with.
    pub promotion_ids: Vec<String>,
}

impl Facts {
    /// Reads it all.
    pub async fn load(cx: &FlowTx, state: &CartState) -> Result<Self> {
        let lines = state.lines.iter();
        let mut ids: Vec<&str> = lines.filter_map(|line| line.item.variant_id.as_deref()).collect();
        ids.sort_unstable();
        ids.dedup();
        let channel = state.cart.sales_channel_id.as_deref();
        let (payment, variants, levels, profiles, promotion_ids) = try_join!(
            payment(cx, state),
            variants(cx, &ids),
            Levels::load(cx, &ids, channel),
            profiles(cx, state),
            promotions(cx, state.id()),
        )?;
        let stock = levels.of(variants.iter().map(|(id, facts)| facts.without_items(id)).collect());
        Ok(Self { payment, variants, stock, profiles, promotion_ids })
    }
}

async fn payment(cx: &FlowTx, state: &CartState) -> Result<PaymentFacts> {
    let collections = || Box::new(collections_of(state.id()));
    let of = |column: Expr| Expr::InSelect(Box::new(column), collections());
    let enabled = async {
        match &state.cart.region_id {
            Some(region) => enabled_providers(cx, region).await.map(Some),
            None => Ok(None),
        }
    };
    let (collection, sessions, payments, enabled) = try_join!(
        cx.find::<PaymentCollection>(of(PaymentCollection::ID.expr())),
        cx.find_ordered::<PaymentSession>(
            of(PaymentSession::PAYMENT_COLLECTION_ID.expr()),
            vec![PaymentSession::ID.ascending()],
            None,
        ),
        cx.find::<Payment>(of(Payment::PAYMENT_COLLECTION_ID.expr())),
        enabled,
    )?;
    Ok(PaymentFacts { collection: collection.into_iter().next(), sessions, payments, enabled })
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
        .column("manage_inventory", Type::Bool)
        .column("allow_backorder", Type::Bool)
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
        [id, manages, backorder, product, giftcard, profile] => Some((
            text(id)?,
            VariantFacts {
                product_id: text(product),
                is_giftcard: giftcard.as_bool().unwrap_or_default(),
                shipping_profile_id: text(profile),
                manages_inventory: manages.as_bool().unwrap_or_default(),
                allows_backorder: backorder.as_bool().unwrap_or_default(),
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

async fn promotions(cx: &FlowTx, cart_id: &str) -> Result<Vec<String>> {
    let select = Select::from("cart_promotion")
        .column("promotion_id", Type::Text)
        .filter(Expr::column("cart_id").eq(cart_id))
        .filter(Expr::column("deleted_at").is_null());
    let ids = cx.run(select).await?.into_values().into_iter();
    Ok(ids.filter_map(|id| id.as_str().map(str::to_owned)).collect())
}
