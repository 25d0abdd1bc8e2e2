//! What the graph knows of variants that no module knows alone: their price for who asks, and what of them is in stock.

use std::collections::HashMap;
use stheno_inventory::InventoryLevel;
use stheno_kernel::{Amount, Error, Result, Value};
use stheno_model::Model as _;
use stheno_pricing::computed::{CalculatedPriceContext, PRICES, price_row};
use stheno_pricing::rules::{CalculatedPrice, PriceRow, TaxedAmounts, calculate};
use stheno_pricing::{Price, PriceList};
use stheno_product::{Product, ProductVariant};
use stheno_query::{Asked, Computer, Context, GraphBuilder, Hop, NodeView, RowView, absent};
use stheno_tax::rules::{Address, TaxRate, TaxRegion, Taxable, tax_lines};

/// The relation of link rows between variants and items to the item's levels; narrow it to count some levels only.
pub const STOCK_LEVELS: &str = "stock_levels";
/// The relation of levels to the link rows between their location and sales channels.
pub const STOCK_CHANNELS: &str = "stock_channels";
/// The context of `calculated_price` that holds [`Taxes`].
pub const TAXES: &str = "calculated_price.taxes";

/// What is charged where the goods go.
#[derive(Clone, Debug, Default)]
pub struct Taxes {
    /// The country's tax regions.
    pub regions: Vec<TaxRegion>,
    /// Their rates.
    pub rates: Vec<TaxRate>,
    /// Two letters.
    pub country_code: String,
    /// The province, where one is known.
    pub province_code: Option<String>,
}

impl Taxes {
    /// The rates, in percent, that a product bears.
    fn rates_of(&self, product_id: Option<&str>, product_type_id: Option<&str>) -> Vec<Amount> {
        let address =
            Address { country_code: &self.country_code, province_code: self.province_code.as_deref() };
        let item = Taxable::Item { product_id, product_type_id };
        let lines = tax_lines(&self.regions, &self.rates, address, &[item]);
        lines.into_iter().flatten().map(|line| line.rate).collect()
    }
}

/// What the graph shows otherwise than the tables have it, and what it computes for variants.
pub fn graph(graph: GraphBuilder) -> GraphBuilder {
    // A variant shows the product's images but for those that other variants have for themselves.
    let images = Hop::Shared {
        own: "product_id",
        target: "product_id",
        claims: "product_variant_product_image",
        claimed: "image_id",
        claimant: "variant_id",
    };
    // Of an option that products share, a product shows the values that it has.
    let values = Hop::Pivot {
        pivot: "product_product_option_value",
        own_key: "id",
        own: "product_product_option_id",
        target: "product_option_value_id",
        target_key: "id",
        soft_delete: true,
    };
    let levels = Hop::Column { own: "inventory_item_id", target: "inventory_item_id" };
    let channels = Hop::Column { own: "location_id", target: "stock_location_id" };
    graph
        .keyed(Product::meta(), "handle")
        .rehop(ProductVariant::meta(), "images", images)
        .within(Product::meta(), "options", "values", values, "option_id")
        .counted(Price::meta(), "price_rules", "rules_count")
        .counted(PriceList::meta(), "price_list_rules", "rules_count")
        .searched(Product::meta(), "variants")
        .searched(ProductVariant::meta(), "product")
        .join("product_variant_inventory_item", STOCK_LEVELS, levels, InventoryLevel::meta().table)
        .join(InventoryLevel::meta().table, STOCK_CHANNELS, channels, "sales_channel_stock_location")
        .computer(ProductVariant::meta(), VariantPrices)
        .computer(ProductVariant::meta(), VariantStock)
}

/// Fills `calculated_price` of `ProductVariant`, with tax where [`TAXES`] are given.
struct VariantPrices;

impl Computer for VariantPrices {
    fn fields(&self) -> &'static [&'static str] {
        &["calculated_price"]
    }

    fn needs(&self, _: &[&'static str]) -> Vec<&'static str> {
        [&["product_id"][..], &PRICES].concat()
    }

    fn compute(&self, rows: NodeView<'_>, _: &[&'static str], context: &Context) -> Result<Vec<Vec<Value>>> {
        let Some(asked) = context.get::<CalculatedPriceContext>("calculated_price") else {
            return Err(Error::invalid_data(
                "Method calculatePrices requires currency_code in the pricing context",
            ));
        };
        let taxes = context.get::<Taxes>(TAXES);
        let mut lists = HashMap::new();
        let mut price_of = |variant: RowView<'_>| {
            let rows = variant.children("prices");
            let currency = asked.price.currency_code.as_str();
            let own = rows.filter(|row| row.text("currency_code").eq_ignore_ascii_case(currency));
            let mut set = "";
            let prices: Vec<PriceRow> = own
                .inspect(|row| set = row.text("price_set_id"))
                .map(|row| price_row(row, &mut lists))
                .collect();
            let price = calculate(set, &prices, &asked.price, &asked.preferences)?;
            let taxed =
                taxes.map(|taxes| taxed(&price, &taxes.rates_of(product_id(variant), product_type(variant))));
            Some(price.to_json(taxed.as_ref()))
        };
        Ok(rows.iter().map(|variant| vec![price_of(variant).into()]).collect())
    }
}

fn product_id(variant: RowView<'_>) -> Option<&str> {
    variant.get("product_id").as_str()
}

/// The product's type: fetched by whoever asks for taxes, as `product.type_id` or with the product above.
fn product_type(variant: RowView<'_>) -> Option<&str> {
    variant.child("product").and_then(|product| product.get("type_id").as_str())
}

/// A price on both sides of taxes of these percentages.
fn taxed(price: &CalculatedPrice<'_>, rates: &[Amount]) -> TaxedAmounts {
    let shares: Vec<Amount> = rates.iter().map(|rate| rate.div_or_zero(Amount::HUNDRED)).collect();
    let sum: Amount = shares.iter().copied().sum();
    let split = |amount: Amount, includes_tax: bool| {
        let taxable = if includes_tax { amount.div_or_zero(Amount::ONE + sum) } else { amount };
        let tax: Amount = shares.iter().map(|share| taxable * *share).sum();
        if includes_tax { (amount, amount - tax) } else { (amount + tax, amount) }
    };
    let calculated = split(price.calculated_amount(), price.is_calculated_price_tax_inclusive);
    let original = split(price.original_amount().unwrap_or_default(), price.is_original_price_tax_inclusive);
    TaxedAmounts {
        calculated_with_tax: calculated.0,
        calculated_without_tax: calculated.1,
        original_with_tax: original.0,
        original_without_tax: price.original_amount().map(|_| original.1),
    }
}

/// Fills `inventory_quantity` of `ProductVariant`: how many could be put together from the levels counted. Absent where
/// no stock is kept.
struct VariantStock;

impl Computer for VariantStock {
    fn fields(&self) -> &'static [&'static str] {
        &["inventory_quantity"]
    }

    fn widen(&self, asked: &mut Asked<'_>) {
        if asked.has("inventory_quantity") {
            asked.show("id");
            asked.show("manage_inventory");
        }
    }

    fn needs(&self, _: &[&'static str]) -> Vec<&'static str> {
        vec![
            "manage_inventory",
            "inventory_items.required_quantity",
            "inventory_items.stock_levels.stocked_quantity",
            "inventory_items.stock_levels.reserved_quantity",
        ]
    }

    fn compute(&self, rows: NodeView<'_>, _: &[&'static str], _: &Context) -> Result<Vec<Vec<Value>>> {
        let quantity = |variant: RowView<'_>| match variant.get("manage_inventory").as_bool() {
            Some(true) => variant.children("inventory_items").map(complete).min().into(),
            _ => absent(),
        };
        Ok(rows.iter().map(|variant| vec![quantity(variant)]).collect())
    }
}

/// How many of the variant one of its items suffices for.
fn complete(item: RowView<'_>) -> Amount {
    let amount =
        |row: RowView<'_>, name: &str| row.get(name).as_decimal().map(Amount::from).unwrap_or_default();
    let free = item
        .children(STOCK_LEVELS)
        .map(|level| amount(level, "stocked_quantity") - amount(level, "reserved_quantity"))
        .sum::<Amount>();
    let required = item.get("required_quantity").as_decimal().map_or(Amount::ONE, Amount::from);
    Amount::from(free.div_or_zero(required).decimal().floor())
}
