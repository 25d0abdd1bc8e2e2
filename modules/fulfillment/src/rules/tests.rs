//! `tests/fixtures/options.json`: shipping options, and which of them Medusa 2.21.2 offered to which address.

use super::*;
use serde_json::Value as Json;
use stheno_kernel::JsonText;

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}
fn maybe(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}
fn zone(json: &Json) -> GeoZone {
    GeoZone {
        zone_type: GeoZoneType::parse(json["type"].as_str().unwrap()).unwrap(),
        country_code: maybe(&json["country_code"]).unwrap(),
        province_code: maybe(&json["province_code"]),
        city: maybe(&json["city"]),
        postal_code: maybe(&json["postal_expression"]),
    }
}
fn rule(json: &Json) -> Rule {
    Rule {
        attribute: maybe(&json["attribute"]).unwrap(),
        operator: Operator::parse(json["operator"].as_str().unwrap()).unwrap(),
        value: RuleValue::parse(&JsonText::of(&json["value"])),
    }
}

#[test]
fn options_are_offered_as_recorded() {
    let fixture: Json = serde_json::from_str(include_str!("../../tests/fixtures/options.json")).unwrap();
    let option = |json: &Json| {
        let zones: Vec<_> = list(&json["geo_zones"]).map(zone).collect();
        let rules: Vec<_> = list(&json["rules"]).map(rule).collect();
        (maybe(&json["id"]).unwrap(), zones, rules)
    };
    let options: Vec<_> = list(&fixture["options"]).map(option).collect();
    let mut checked = 0;
    for case in list(&fixture["cases"]) {
        let part = |name: &str| case["address"][name].as_str();
        let address = Address {
            country_code: part("country_code"),
            province_code: part("province_code"),
            city: part("city"),
            postal_code: part("postal_expression"),
        };
        let text = |flag: bool| flag.to_string();
        let context = Context::from([
            ("is_return".into(), text(case["is_return"] == true)),
            ("enabled_in_store".into(), text(true)),
        ]);
        let is_offered = |(id, zones, rules): &(String, Vec<GeoZone>, Vec<Rule>)| {
            is_offered(zones, rules, &address, &context).then(|| id.clone())
        };
        let mut offered: Vec<_> = options.iter().filter_map(is_offered).collect();
        offered.sort();
        let mut recorded: Vec<_> = list(&case["options"]).filter_map(maybe).collect();
        recorded.sort();
        assert_eq!(offered, recorded, "{address:?} {context:?}");
        checked += 1;
    }
    assert!(checked > 30, "{checked} addresses compared");
}

fn check(operator: Operator, value: &str, attribute: &str, expected: bool) {
    let value = RuleValue::parse(&JsonText::from_trusted(value));
    let rules = [Rule { attribute: "a".into(), operator, value }];
    let context = Context::from([("a".into(), attribute.into())]);
    assert_eq!(context_is_valid(&rules, &context), expected, "{attribute} {rules:?}");
}

#[test]
fn operators() {
    check(Operator::Eq, r#""5""#, "5", true);
    check(Operator::Eq, "5", "5", false);
    check(Operator::Ne, "5", "5", true);
    check(Operator::In, r#"["a", "b"]"#, "b", true);
    check(Operator::Nin, r#"["a", "b"]"#, "b", false);
    check(Operator::Gt, r#""4""#, "5.5", true);
    check(Operator::Gte, "5", "5", true);
    check(Operator::Lt, r#""4""#, "many", false);
    check(Operator::Lte, r#""2026-01-02""#, "2026-01-01T23:00:00Z", true);
    check(Operator::Gt, r#""2026-01-02""#, "7", false);
}

#[test]
fn postal_codes_and_absent_attributes() {
    let zone = GeoZone {
        zone_type: GeoZoneType::Zip,
        country_code: "de".into(),
        province_code: None,
        city: None,
        postal_code: Some("10115".into()),
    };
    let at = |postal_code| Address { country_code: Some("de"), postal_code, ..Address::default() };
    assert!(serves(std::slice::from_ref(&zone), &at(Some("10115"))));
    assert!(!serves(std::slice::from_ref(&zone), &at(Some("10116"))));
    assert!(!serves(std::slice::from_ref(&zone), &at(None)));
    assert!(serves(&[], &Address::default()));
    let ne = Rule { attribute: "nope".into(), operator: Operator::Ne, value: RuleValue::Text("x".into()) };
    assert!(context_is_valid(&[ne], &Context::new()));
}
