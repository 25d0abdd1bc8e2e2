//! The tax regions and rates of a country, for prices that are shown with tax.

use serde_json::json;
use stheno_database::Tx;
use stheno_kernel::{Amount, Result, Value};
use stheno_links::computed::Taxes;
use stheno_query::{Graph, GraphRequest, RowView};
use stheno_tax::rules::{Reference, TaxRate, TaxRateRule, TaxRegion};

const FIELDS: [&str; 13] = [
    "id",
    "country_code",
    "province_code",
    "parent_id",
    "provider_id",
    "tax_rates.id",
    "tax_rates.rate",
    "tax_rates.code",
    "tax_rates.name",
    "tax_rates.is_default",
    "tax_rates.is_combinable",
    "tax_rates.rules.reference",
    "tax_rates.rules.reference_id",
];

/// Loads what is charged where the goods go.
pub async fn load(tx: &Tx, graph: &Graph, country_code: &str, province_code: Option<&str>) -> Result<Taxes> {
    let ask = GraphRequest::new("tax_region")
        .fields(FIELDS)
        .filter(json!({ "country_code": country_code.to_lowercase() }));
    let answer = graph.query_in(tx, ask).await?;
    let mut taxes = Taxes {
        country_code: country_code.to_lowercase(),
        province_code: province_code.map(str::to_lowercase),
        ..Taxes::default()
    };
    for row in answer.rows().iter() {
        taxes.rates.extend(row.children("tax_rates").map(|rate| tax_rate(row.text("id"), rate)));
        taxes.regions.push(TaxRegion {
            id: row.text("id").to_owned(),
            country_code: row.text("country_code").to_owned(),
            province_code: text(row, "province_code"),
            parent_id: text(row, "parent_id"),
            provider_id: text(row, "provider_id"),
        });
    }
    Ok(taxes)
}

fn text(row: RowView<'_>, name: &str) -> Option<String> {
    row.get(name).as_str().map(str::to_owned)
}

fn tax_rate(region: &str, row: RowView<'_>) -> TaxRate {
    let is = |name: &str| row.get(name).as_bool().unwrap_or_default();
    let rule = |rule: RowView<'_>| {
        let reference = Reference::parse(rule.text("reference"))?;
        Some(TaxRateRule { reference, reference_id: rule.text("reference_id").to_owned() })
    };
    TaxRate {
        id: row.text("id").to_owned(),
        tax_region_id: region.to_owned(),
        rate: match row.get("rate") {
            Value::Float(percent) => Amount::parse(&percent.to_string()),
            _ => None,
        },
        code: row.text("code").to_owned(),
        name: row.text("name").to_owned(),
        is_default: is("is_default"),
        is_combinable: is("is_combinable"),
        rules: row.children("rules").filter_map(rule).collect(),
    }
}
