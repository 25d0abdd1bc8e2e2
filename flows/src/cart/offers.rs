//! What a cart can buy: variants with the product's words, the price for this shopper, and the stock behind them.

use super::state::CartState;
use futures_util::try_join;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_customer::CustomerGroupCustomer;
use stheno_kernel::{Amount, Error, Result, Value};
use stheno_model::Records;
use stheno_pricing::computed::price_row;
use stheno_pricing::rules::{Context as PriceContext, PriceListType, PricePreference, PriceRow, calculate};
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

/// Stock at one location.
#[derive(Clone, Debug)]
pub struct Level {
    /// The location.
    pub location_id: String,
    /// Stocked and not reserved.
    pub available: Amount,
}

/// An inventory item behind a variant.
#[derive(Clone, Debug)]
pub struct Part {
    /// The inventory item.
    pub inventory_item_id: String,
    /// Pieces of it in one piece of the variant.
    pub required_quantity: Amount,
    /// Whether it has to be shipped.
    pub requires_shipping: bool,
    /// Where it lies.
    pub levels: Vec<Level>,
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
    /// Whether stock is kept.
    pub manages_inventory: bool,
    /// Whether it may be sold without stock.
    pub allows_backorder: bool,
    /// The product's shipping profile.
    pub shipping_profile_id: Option<String>,
    /// The price set and its rows.
    price_set_id: String,
    prices: Vec<PriceRow>,
    /// Inventory items.
    pub parts: Vec<Part>,
}

/// Variants by id, and what prices are chosen by.
pub struct Offers {
    /// By variant id.
    pub by_variant: HashMap<String, Offer>,
    /// What prices are chosen by.
    pub pricing: Pricing,
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
    "manage_inventory",
    "allow_backorder",
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
    "price_set.id",
    "price_set.prices.id",
    "price_set.prices.currency_code",
    "price_set.prices.amount",
    "price_set.prices.min_quantity",
    "price_set.prices.max_quantity",
    "price_set.prices.price_rules.attribute",
    "price_set.prices.price_rules.operator",
    "price_set.prices.price_rules.value",
    "price_set.prices.price_list.id",
    "price_set.prices.price_list.type",
    "price_set.prices.price_list.status",
    "price_set.prices.price_list.starts_at",
    "price_set.prices.price_list.ends_at",
    "price_set.prices.price_list.price_list_rules.attribute",
    "price_set.prices.price_list.price_list_rules.value",
    "inventory_items.required_quantity",
    "inventory_items.inventory.id",
    "inventory_items.inventory.requires_shipping",
    "inventory_items.inventory.location_levels.location_id",
    "inventory_items.inventory.location_levels.stocked_quantity",
    "inventory_items.inventory.location_levels.reserved_quantity",
];

impl Pricing {
    /// How prices are chosen for a cart: its currency, region and customer's groups.
    pub async fn of(cx: &FlowTx, state: &CartState) -> Result<Self> {
        let cart = &state.cart;
        let groups = async {
            match &cart.customer_id {
                Some(id) => cx.find::<CustomerGroupCustomer>(CustomerGroupCustomer::CUSTOMER_ID.eq(id)).await,
                None => Ok(Vec::new()),
            }
        };
        let (groups, preferences) =
            try_join!(groups, preferences(cx, &cart.currency_code, cart.region_id.as_deref()))?;
        let mut context = PriceContext {
            currency_code: cart.currency_code.clone(),
            now: cx.now(),
            ..PriceContext::default()
        };
        context.set("region_id", cart.region_id.as_deref());
        context.set("customer_id", cart.customer_id.as_deref());
        context.set("customer.id", cart.customer_id.as_deref());
        context.set_all("customer.groups.id", groups.iter().map(|g| g.customer_group_id.to_string()));
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
        Ok(Self { context, preferences: preferences.into() })
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

/// The tax preferences of a currency and a region.
pub async fn preferences(
    cx: &FlowTx,
    currency_code: &str,
    region_id: Option<&str>,
) -> Result<Vec<PricePreference>> {
    use stheno_pricing::PricePreference as Row;
    let values = [Some(currency_code), region_id].into_iter().flatten();
    let rows = cx.find::<Row>(Row::VALUE.is_in(values)).await?;
    Ok(rows
        .into_iter()
        .map(|row| PricePreference {
            attribute: row.attribute,
            value: row.value.unwrap_or_default(),
            is_tax_inclusive: row.is_tax_inclusive,
        })
        .collect())
}

impl Offers {
    /// Loads these variants for a cart.
    pub async fn load(cx: &FlowTx, state: &CartState, variant_ids: &[String]) -> Result<Self> {
        let question = GraphRequest::new("product_variant")
            .fields(FIELDS.iter().copied())
            .filter(json!({ "id": variant_ids }));
        let (pricing, answer) =
            try_join!(Pricing::of(cx, state), cx.app().graph().query_in(cx.tx(), question))?;
        let mut lists = HashMap::new();
        let by_variant =
            answer.rows().iter().map(|row| (row.text("id").to_owned(), offer(row, &mut lists))).collect();
        Ok(Self { by_variant, pricing })
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
    /// Whether a line of it must be shipped.
    pub fn requires_shipping(&self) -> bool {
        self.shipping_profile_id.is_some() || self.parts.iter().any(|p| p.requires_shipping)
    }
}

fn offer(row: RowView<'_>, lists: &mut HashMap<String, Arc<stheno_pricing::rules::PriceList>>) -> Offer {
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
    let price_set = row.child("price_set");
    Offer {
        texts,
        is_published: product.is_some_and(|p| p.text("status") == "published"),
        is_discountable: flag("discountable"),
        is_giftcard: flag("is_giftcard"),
        manages_inventory: row.get("manage_inventory").as_bool().unwrap_or(true),
        allows_backorder: row.get("allow_backorder").as_bool().unwrap_or_default(),
        shipping_profile_id: product
            .and_then(|p| p.child("shipping_profile"))
            .map(|p| p.text("id").to_owned()),
        price_set_id: price_set.map(|p| p.text("id").to_owned()).unwrap_or_default(),
        prices: price_set
            .map(|set| set.children("prices").map(|p| price_row(p, lists)).collect())
            .unwrap_or_default(),
        parts: row.children("inventory_items").map(part).collect(),
    }
}

fn part(row: RowView<'_>) -> Part {
    let amount =
        |row: RowView<'_>, name: &str| row.get(name).as_decimal().map(Amount::from).unwrap_or_default();
    let inventory = row.child("inventory");
    Part {
        inventory_item_id: inventory.map(|i| i.text("id").to_owned()).unwrap_or_default(),
        required_quantity: amount(row, "required_quantity"),
        requires_shipping: inventory.is_some_and(|i| i.get("requires_shipping").as_bool().unwrap_or(true)),
        levels: inventory
            .map(|i| {
                i.children("location_levels")
                    .map(|level| Level {
                        location_id: level.text("location_id").to_owned(),
                        available: amount(level, "stocked_quantity") - amount(level, "reserved_quantity"),
                    })
                    .collect()
            })
            .unwrap_or_default(),
    }
}
