//! Questions whose answers show prices: who asks decides which. Everything is read in one hop to the database.

use super::taxes;
use stheno_customer::CustomerGroupCustomer;
use stheno_database::{Alias, Compare, Expr, Select, Tx, Type};
use stheno_kernel::{Error, Result, Timestamp, Value};
use stheno_links::computed::TAXES;
use stheno_model::Records as _;
use stheno_pricing::computed::CalculatedPriceContext;
use stheno_pricing::rules::{Context as PriceContext, PricePreference};
use stheno_query::{Answer, Graph, GraphRequest};
use stheno_workflow::RequestCtx;

/// Who asks for prices.
#[derive(Clone, Debug, Default)]
pub struct Shopper {
    /// Without one, the cart's or the store's.
    pub region_id: Option<String>,
    /// Where the goods go: prices show tax.
    pub country_code: Option<String>,
    /// Where in the country.
    pub province: Option<String>,
    /// A cart whose region and address count instead.
    pub cart_id: Option<String>,
    /// A customer who has signed in: prices of their groups.
    pub customer_id: Option<String>,
    /// The path from the root to the variants that are priced, with its dot; empty where variants are the root.
    pub variants: &'static str,
    /// Whether the answer also shows prices as they are, in every currency.
    pub shows_prices: bool,
}

/// Answers a question that may show calculated prices; without a shopper it does not.
pub async fn query(ctx: &RequestCtx, question: GraphRequest, shopper: Option<Shopper>) -> Result<Answer> {
    let graph = std::sync::Arc::clone(ctx.app.graph());
    let now = ctx.now();
    let read = move |tx: Tx| async move {
        let question = match shopper {
            Some(shopper) => with_prices(&tx, &graph, question, shopper, now).await?,
            None => question,
        };
        graph.query_in(&tx, question).await
    };
    ctx.app.database().read(read).await
}

async fn with_prices(
    tx: &Tx,
    graph: &Graph,
    question: GraphRequest,
    mut shopper: Shopper,
    now: Timestamp,
) -> Result<GraphRequest> {
    follow_cart(tx, graph, &mut shopper).await?;
    if shopper.region_id.is_none() {
        shopper.region_id = default_region(tx).await?;
    }
    let Some(region_id) = shopper.region_id.clone().filter(|id| !id.is_empty()) else {
        return Err(Error::invalid_data("Missing required pricing context to calculate prices - region_id"));
    };
    let (asked, automatic_taxes) = region(tx, &region_id, shopper.customer_id.as_deref(), now).await?;
    let currency = serde_json::json!({ "currency_code": asked.price.currency_code });
    let question = question.context("calculated_price", asked);
    let question = if shopper.shows_prices { question } else { question.narrow("prices", currency) };
    match shopper.country_code.as_deref().filter(|code| automatic_taxes && !code.is_empty()) {
        None => Ok(question),
        Some(country) => {
            let taxes = taxes::load(tx, graph, country, shopper.province.as_deref()).await?;
            let product_type = format!("{}product.type_id", shopper.variants);
            Ok(question.context(TAXES, taxes).hidden([product_type.as_str()]))
        }
    }
}

/// The region and the address of a cart count, where it has them.
async fn follow_cart(tx: &Tx, graph: &Graph, shopper: &mut Shopper) -> Result<()> {
    let Some(cart_id) = &shopper.cart_id else { return Ok(()) };
    let ask = GraphRequest::new("cart")
        .fields(["region_id", "shipping_address.country_code", "shipping_address.province"])
        .filter(serde_json::json!({ "id": cart_id }));
    let answer = graph.query_in(tx, ask).await?;
    let Some(cart) = answer.first() else { return Ok(()) };
    if let Some(region) = cart.get("region_id").as_str() {
        shopper.region_id = Some(region.to_owned());
    }
    if let Some(address) = cart.child("shipping_address") {
        shopper.country_code = address.get("country_code").as_str().map(str::to_owned);
        shopper.province = address.get("province").as_str().map(str::to_owned);
    }
    Ok(())
}

async fn default_region(tx: &Tx) -> Result<Option<String>> {
    let select = Select::from("store")
        .column("default_region_id", Type::Text)
        .filter(Expr::column("deleted_at").is_null())
        .order(Expr::column("id"), false)
        .limit(1);
    Ok(tx.run(select).await?.first().and_then(|row| row.first()).and_then(Value::as_str).map(str::to_owned))
}

/// Currency and tax preferences of a region, and the customer's groups; and whether the region taxes by itself.
///
/// Region and preferences come in one statement: this is on the way of every product page.
async fn region(
    tx: &Tx,
    id: &str,
    customer: Option<&str>,
    now: Timestamp,
) -> Result<(CalculatedPriceContext, bool)> {
    let [region, preference] = [Alias::ROOT, Alias(1)];
    let of = |attribute: &str, column: &'static str| {
        Expr::Column(preference, "attribute")
            .eq(attribute)
            .and(Expr::Column(preference, "value").compare(Compare::Eq, Expr::Column(region, column)))
    };
    let on = of("region_id", "id").or(of("currency_code", "currency_code"));
    let select = Select::from("region")
        .left_join("price_preference", preference, on.and(Expr::Column(preference, "deleted_at").is_null()))
        .expr(Expr::Column(region, "currency_code"), Type::Text)
        .expr(Expr::Column(region, "automatic_taxes"), Type::Bool)
        .expr(Expr::Column(preference, "attribute"), Type::Text)
        .expr(Expr::Column(preference, "value"), Type::Text)
        .expr(Expr::Column(preference, "is_tax_inclusive"), Type::Bool)
        .filter(Expr::Column(region, "id").eq(id))
        .filter(Expr::Column(region, "deleted_at").is_null());
    let rows = tx.run(select).await?;
    let Some(first) = rows.first() else {
        let message = format!("Region with id {id} not found when populating the pricing context");
        return Err(Error::invalid_data(message));
    };
    let text = |cell: &Value| cell.as_str().unwrap_or_default().to_owned();
    let preferences = rows.iter().filter(|row| !row[2].is_null()).map(|row| PricePreference {
        attribute: text(&row[2]),
        value: text(&row[3]),
        is_tax_inclusive: row[4].as_bool().unwrap_or_default(),
    });
    let mut price = PriceContext { currency_code: text(&first[0]), now, ..PriceContext::default() };
    price.set("region_id", id);
    if let Some(customer) = customer {
        let own = CustomerGroupCustomer::CUSTOMER_ID.eq(customer);
        let groups = tx.find::<CustomerGroupCustomer>(own).await?;
        price.set_all("customer.groups.id", groups.into_iter().map(|g| g.customer_group_id.into_string()));
    }
    let taxes = first[1].as_bool().unwrap_or_default();
    Ok((CalculatedPriceContext { price, preferences: preferences.collect() }, taxes))
}
