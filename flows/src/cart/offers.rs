//! What a cart can buy: variants with the product's words, the price for this shopper, and the stock behind them.

use super::shopper::Shopper;
use super::state::CartState;
use super::stock::Stock;
use futures_util::try_join;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{Amount, Error, Result, Value};
use stheno_pricing::computed::{PRICES, price_row};
use stheno_pricing::rules::{
    Context as PriceContext, PriceList, PriceListType, PricePreference, PriceRow, calculate,
};
use stheno_query::{GraphRequest, RowView};
use stheno_workflow::FlowTx;

/// A price as a line keeps it.
#[derive(Clone, Debug)]
pub struct Quote {
    /// For one piece.
    pub unit_price: Amount,
    /// What a sale is compared to.
    pub compare_at: Option<Amount>,
    /// Whether the price includes tax.
    pub is_tax_inclusive: bool,
}

/// A variant as a cart needs it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Texts of variant and product by the names that the line gives them.
    pub texts: HashMap<&'static str, String>,
    /// Whether the product is published.
    pub is_published: bool,
    /// Whether promotions may touch it.
    pub is_discountable: bool,
    /// Whether it is a gift card.
    pub is_giftcard: bool,
    /// Whether a line of it must be shipped.
    pub requires_shipping: bool,
    /// The product's shipping profile.
    pub shipping_profile_id: Option<String>,
    /// The price set and its rows.
    price_set_id: String,
    prices: Vec<PriceRow>,
}

/// Variants by id, and what prices are chosen by.
pub struct Offers {
    /// By variant id.
    pub by_variant: HashMap<String, Offer>,
    /// What prices are chosen by.
    pub pricing: Pricing,
    /// What lies behind them.
    pub stock: Stock,
}

/// What prices are chosen by.
#[derive(Clone, Debug, Default)]
pub struct Pricing {
    /// Who asks, in which currency.
    pub context: PriceContext,
    /// Which prices include tax.
    pub preferences: Arc<[PricePreference]>,
}

const FIELDS: &[&str] = &[
    "id",
    "title",
    "sku",
    "barcode",
    "thumbnail",
    "product.id",
    "product.title",
    "product.description",
    "product.subtitle",
    "product.thumbnail",
    "product.handle",
    "product.status",
    "product.discountable",
    "product.is_giftcard",
    "product.type.id",
    "product.type.value",
    "product.collection.title",
    "product.shipping_profile.id",
];

impl Pricing {
    /// How prices are chosen for a cart: its currency, region and customer's groups.
    pub async fn of(cx: &FlowTx, state: &mut CartState) -> Result<Self> {
        let shopper = Shopper::of(cx, state).await?;
        let cart = &state.cart;
        let mut context = PriceContext {
            currency_code: cart.currency_code.clone(),
            now: cx.now(),
            ..PriceContext::default()
        };
        context.set("region_id", cart.region_id.as_deref());
        context.set("customer_id", cart.customer_id.as_deref());
        context.set("customer.id", cart.customer_id.as_deref());
        context.set_all("customer.groups.id", shopper.groups.iter().map(String::as_str));
        context.set("sales_channel_id", cart.sales_channel_id.as_deref());
        context.set("email", cart.email.as_deref());
        let address = state.shipping_address.as_ref();
        context.set("shipping_address.city", address.and_then(|a| a.city.as_deref()));
        context.set("shipping_address.country_code", address.and_then(|a| a.country_code.as_deref()));
        context.set("shipping_address.province", address.and_then(|a| a.province.as_deref()));
        context.set("shipping_address.postal_code", address.and_then(|a| a.postal_code.as_deref()));
        let totals = stheno_totals::cart_totals(&state.totals_input(), stheno_totals::Rounding::None).amounts;
        context.set_number("item_total", totals.item_total.decimal());
        context.set_number("total", totals.total.decimal());
        Ok(Self { context, preferences: shopper.preferences.clone() })
    }

    /// The price of one piece when `quantity` are bought.
    pub fn quote(&self, price_set_id: &str, prices: &[PriceRow], quantity: i64) -> Option<Quote> {
        let context = PriceContext { quantity: Some(Amount::from(quantity)), ..self.context.clone() };
        let found = calculate(price_set_id, prices, &context, &self.preferences)?;
        let is_sale =
            found.calculated.price_list.as_ref().is_some_and(|l| l.list_type == PriceListType::Sale);
        Some(Quote {
            unit_price: found.calculated_amount(),
            compare_at: found.original_amount().filter(|o| is_sale && *o != found.calculated_amount()),
            is_tax_inclusive: found.is_calculated_price_tax_inclusive,
        })
    }
}

impl Offers {
    /// Loads these variants for a cart.
    pub async fn load(cx: &FlowTx, state: &mut CartState, variant_ids: &[String]) -> Result<Self> {
        let question = GraphRequest::new("product_variant")
            .fields(FIELDS.iter().chain(&PRICES).copied())
            .filter(json!({ "id": variant_ids }));
        let channel = state.cart.sales_channel_id.clone();
        // What is in the cart may be made of the same parts.
        let ids = [variant_ids, &state.variant_ids()].concat();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let (pricing, answer, stock) = try_join!(
            Pricing::of(cx, state),
            cx.app().graph().query_in(cx.tx(), question),
            Stock::load(cx, &ids, channel.as_deref()),
        )?;
        let mut lists = HashMap::new();
        let offers =
            answer.rows().iter().map(|row| (row.text("id").to_owned(), offer(row, &stock, &mut lists)));
        let by_variant = offers.collect();
        Ok(Self { by_variant, pricing, stock })
    }

    /// The offer of a variant that can be bought, with its price; the first id that cannot is named in the error.
    pub fn priced(
        &self,
        variant_ids: &[String],
        quantity: impl Fn(usize) -> i64,
    ) -> Result<Vec<(&Offer, Quote)>> {
        let missing: Vec<&str> = variant_ids
            .iter()
            .filter(|id| !self.by_variant.get(*id).is_some_and(|offer| offer.is_published))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            return Err(Error::invalid_data(format!(
                "Variants {} do not exist or belong to a product that is not published",
                missing.join(", ")
            )));
        }
        let mut unpriced = Vec::new();
        let mut priced = Vec::new();
        for (position, id) in variant_ids.iter().enumerate() {
            let offer = &self.by_variant[id];
            match offer.quote(&self.pricing, quantity(position)) {
                Some(quote) => priced.push((offer, quote)),
                None => unpriced.push(id.as_str()),
            }
        }
        if unpriced.is_empty() {
            return Ok(priced);
        }
        Err(Error::invalid_data(format!("Variants with IDs {} do not have a price", unpriced.join(", "))))
    }
}

impl Offer {
    /// The price of one piece when `quantity` are bought.
    pub fn quote(&self, pricing: &Pricing, quantity: i64) -> Option<Quote> {
        pricing.quote(&self.price_set_id, &self.prices, quantity)
    }
    /// A text of the variant or product.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts.get(name).cloned()
    }
}

fn offer(row: RowView<'_>, stock: &Stock, lists: &mut HashMap<String, Arc<PriceList>>) -> Offer {
    let mut texts = HashMap::new();
    let mut keep = |name: &'static str, value: &Value| {
        if let Some(text) = value.as_str() {
            texts.insert(name, text.to_owned());
        }
    };
    for (name, column) in [("variant_title", "title"), ("variant_sku", "sku"), ("variant_barcode", "barcode")]
    {
        keep(name, row.get(column));
    }
    let product = row.child("product");
    if let Some(product) = product {
        for (name, column) in [
            ("product_id", "id"),
            ("product_title", "title"),
            ("product_description", "description"),
            ("product_subtitle", "subtitle"),
            ("product_handle", "handle"),
            ("thumbnail", "thumbnail"),
        ] {
            keep(name, product.get(column));
        }
        if let Some(of_type) = product.child("type") {
            keep("product_type", of_type.get("value"));
            keep("product_type_id", of_type.get("id"));
        }
        if let Some(collection) = product.child("collection") {
            keep("product_collection", collection.get("title"));
        }
    }
    keep("thumbnail", row.get("thumbnail"));
    let flag = |name: &str| product.is_some_and(|p| p.get(name).as_bool().unwrap_or_default());
    let shipping_profile_id =
        product.and_then(|p| p.child("shipping_profile")).map(|profile| profile.text("id").to_owned());
    let price_set_id = row.child("prices").map(|price| price.text("price_set_id").to_owned());
    Offer {
        texts,
        is_published: product.is_some_and(|p| p.text("status") == "published"),
        is_discountable: flag("discountable"),
        is_giftcard: flag("is_giftcard"),
        requires_shipping: shipping_profile_id.is_some() || stock.is_shipped(row.text("id")),
        shipping_profile_id,
        price_set_id: price_set_id.unwrap_or_default(),
        prices: row.children("prices").map(|price| price_row(price, lists)).collect(),
    }
}
