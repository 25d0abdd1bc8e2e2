//! What is known of currencies and taxes beside the orders: digits of the smallest unit, and the usual rate of a country.

use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use stheno_http::{Request, Result};
use stheno_kernel::Decimal;
use stheno_query::{Answer, GraphRequest};

/// Of an unknown currency, as Medusa 1 has it.
const DIGITS: u32 = 2;

/// What orders are shown by.
#[derive(Debug, Default)]
pub(super) struct Shop {
    digits: HashMap<String, u32>,
    rates: HashMap<String, Decimal>,
}

impl Shop {
    /// Looks up what these orders need.
    pub async fn of(request: &Request, orders: &Answer) -> Result<Self> {
        if orders.is_empty() {
            return Ok(Self::default());
        }
        let rows = || orders.rows().iter();
        let codes: BTreeSet<&str> = rows().map(|order| order.text("currency_code")).collect();
        let countries: BTreeSet<&str> = rows()
            .filter_map(|order| order.child("shipping_address")?.get("country_code").as_str())
            .collect();
        let app = &request.ctx.app;
        let currencies =
            GraphRequest::new("currency").fields(["code", "decimal_digits"]).filter(json!({ "code": codes }));
        let currencies = app.graph().query(app.database(), currencies).await?;
        let digits = currencies.rows().iter().filter_map(|row| {
            let digits = u32::try_from(row.get("decimal_digits").as_int()?).ok()?;
            Some((row.text("code").to_owned(), digits))
        });
        let digits = digits.collect();
        if countries.is_empty() {
            return Ok(Self { digits, rates: HashMap::new() });
        }
        let regions = GraphRequest::new("tax_region")
            .fields(["country_code", "tax_rates.rate", "tax_rates.is_default"])
            .filter(json!({ "country_code": countries, "province_code": null }));
        let regions = app.graph().query(app.database(), regions).await?;
        let rates = regions.rows().iter().filter_map(|row| {
            let mut rates = row.children("tax_rates");
            let usual = rates.find(|rate| rate.get("is_default").as_bool() == Some(true))?;
            Some((row.text("country_code").to_owned(), usual.get("rate").as_decimal()?))
        });
        Ok(Self { digits, rates: rates.collect() })
    }

    /// Decimal digits of a currency.
    pub fn digits(&self, currency: &str) -> u32 {
        self.digits.get(currency).copied().unwrap_or(DIGITS)
    }

    /// The usual rate of a country, in percent.
    pub fn rate(&self, country: &str) -> Decimal {
        self.rates.get(country).copied().unwrap_or_default()
    }
}
