//! `tests/fixtures/carts.json`: tax regions and rates, and the tax lines that Medusa 2.21.2 gave carts there.

use super::*;
use serde_json::Value as Json;

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}
fn maybe(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}
fn text(json: &Json) -> String {
    maybe(json).unwrap()
}
fn region(json: &Json) -> TaxRegion {
    TaxRegion {
        id: text(&json["id"]),
        country_code: text(&json["country_code"]),
        province_code: maybe(&json["province_code"]),
        parent_id: maybe(&json["parent_id"]),
        provider_id: maybe(&json["provider_id"]),
    }
}
fn rate(json: &Json) -> TaxRate {
    let rule = |rule: &Json| TaxRateRule {
        reference: Reference::parse(&text(&rule["reference"])).unwrap(),
        reference_id: text(&rule["reference_id"]),
    };
    TaxRate {
        id: text(&json["id"]),
        tax_region_id: text(&json["tax_region_id"]),
        rate: json["rate"].as_str().and_then(Amount::parse),
        code: text(&json["code"]),
        name: text(&json["name"]),
        is_default: json["is_default"] == true,
        is_combinable: json["is_combinable"] == true,
        rules: list(&json["rules"]).map(rule).collect(),
    }
}
fn recorded(lines: &Json) -> Vec<TaxLine> {
    let line = |l: &Json| TaxLine {
        rate: Amount::parse(&l["rate"].to_string()).unwrap(),
        code: text(&l["code"]),
        name: text(&l["description"]),
        rate_id: text(&l["tax_rate_id"]),
        provider_id: text(&l["provider_id"]),
    };
    sorted(list(lines).map(line).collect())
}
fn sorted(mut lines: Vec<TaxLine>) -> Vec<TaxLine> {
    lines.sort_by(|a, b| a.rate_id.cmp(&b.rate_id));
    lines
}

#[test]
fn carts_bear_the_recorded_rates() {
    let fixture: Json = serde_json::from_str(include_str!("../../tests/fixtures/carts.json")).unwrap();
    let regions: Vec<_> = list(&fixture["regions"]).map(region).collect();
    let rates: Vec<_> = list(&fixture["rates"]).map(rate).collect();
    let mut checked = 0;
    for case in list(&fixture["cases"]) {
        let country_code = case["country_code"].as_str().unwrap();
        let address = Address { country_code, province_code: case["province"].as_str() };
        for item in list(&case["items"]) {
            let line = Taxable::Item {
                product_id: item["product_id"].as_str(),
                product_type_id: item["product_type_id"].as_str(),
            };
            let lines = tax_lines(&regions, &rates, address, &[line]).remove(0);
            assert_eq!(sorted(lines), recorded(&item["tax_lines"]), "{line:?} in {address:?}");
            checked += 1;
        }
        let line = Taxable::Shipping { shipping_option_id: case["shipping_option_id"].as_str().unwrap() };
        let lines = tax_lines(&regions, &rates, address, &[line]).remove(0);
        assert_eq!(sorted(lines), recorded(&case["shipping"]), "{line:?} in {address:?}");
    }
    assert!(checked > 100, "{checked} items compared");
}

#[test]
fn a_province_without_its_country_taxes_nothing() {
    let province = TaxRegion {
        id: "txreg_1".into(),
        country_code: "us".into(),
        province_code: Some("us-tx".into()),
        parent_id: Some("txreg_0".into()),
        provider_id: None,
    };
    let rate = TaxRate {
        id: "txr_1".into(),
        tax_region_id: "txreg_1".into(),
        is_default: true,
        ..TaxRate::default()
    };
    let address = Address { country_code: "US", province_code: Some("US-TX") };
    let line = Taxable::Item { product_id: None, product_type_id: None };
    assert_eq!(
        tax_lines(std::slice::from_ref(&province), std::slice::from_ref(&rate), address, &[line]),
        [vec![]]
    );
    let country = TaxRegion { id: "txreg_0".into(), country_code: "us".into(), ..TaxRegion::default() };
    assert_eq!(tax_lines(&[country, province], &[rate], address, &[line])[0].len(), 1);
}
