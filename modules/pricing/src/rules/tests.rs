//! `tests/fixtures/prices.json` holds price sets and what Medusa 2.21.2 answered for them: whole `calculated_price`
//! objects of product lists, and unit prices of cart lines by quantity.

use super::*;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use stheno_kernel::{Amount, Timestamp};

const NOW: &str = "2026-11-21T00:00:00Z";

struct Fixture {
    sets: BTreeMap<String, Vec<PriceRow>>,
    preferences: Vec<PricePreference>,
    cases: Vec<Json>,
}

fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}
fn amount(json: &Json) -> Option<Amount> {
    json.as_str().and_then(Amount::parse)
}

fn list(json: &Json) -> Arc<PriceList> {
    let rule = |rule: &Json| PriceListRule {
        attribute: text(&rule["attribute"]),
        values: rule["value"].as_array().unwrap().iter().map(text).collect(),
    };
    Arc::new(PriceList {
        id: text(&json["id"]),
        list_type: PriceListType::parse(&text(&json["type"])).unwrap(),
        is_active: json["status"] == "active",
        starts_at: json["starts_at"].as_str().and_then(Timestamp::parse),
        ends_at: json["ends_at"].as_str().and_then(Timestamp::parse),
        rules: json["rules"].as_array().unwrap().iter().map(rule).collect(),
    })
}

fn row(json: &Json, lists: &[Arc<PriceList>]) -> PriceRow {
    let rule = |rule: &Json| PriceRule {
        attribute: text(&rule["attribute"]),
        operator: RuleOperator::parse(&text(&rule["operator"])).unwrap(),
        value: text(&rule["value"]),
    };
    PriceRow {
        id: text(&json["id"]),
        currency_code: text(&json["currency_code"]),
        amount: amount(&json["amount"]).unwrap(),
        min_quantity: amount(&json["min_quantity"]),
        max_quantity: amount(&json["max_quantity"]),
        rules: json["rules"].as_array().unwrap().iter().map(rule).collect(),
        price_list: lists.iter().find(|list| json["price_list_id"] == list.id.as_str()).cloned(),
    }
}

fn fixture() -> Fixture {
    let json: Json = serde_json::from_str(include_str!("../../tests/fixtures/prices.json")).unwrap();
    let array = |name: &str| json[name].as_array().unwrap().clone();
    let lists: Vec<_> = array("price_lists").iter().map(list).collect();
    let mut sets: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for price in array("prices") {
        sets.entry(text(&price["price_set_id"])).or_default().push(row(&price, &lists));
    }
    let preference = |p: &Json| PricePreference {
        attribute: text(&p["attribute"]),
        value: text(&p["value"]),
        is_tax_inclusive: p["is_tax_inclusive"].as_bool().unwrap(),
    };
    let preferences = array("preferences").iter().map(preference).collect();
    Fixture { sets, preferences, cases: array("cases") }
}

fn context(json: &Json) -> Context {
    let mut context = Context {
        currency_code: text(&json["currency_code"]),
        quantity: json["quantity"].as_i64().map(Amount::from),
        now: Timestamp::parse(NOW).unwrap(),
        ..Context::default()
    };
    context.set("region_id", json["region_id"].as_str());
    context.set_all("customer.groups.id", json["groups"].as_array().into_iter().flatten().map(text));
    context
}

#[test]
fn product_lists_answer_as_recorded() {
    let fixture = fixture();
    let mut checked = 0;
    for case in &fixture.cases {
        let context = context(&case["context"]);
        for (set, expected) in case["expected"].as_object().into_iter().flatten() {
            let price = calculate(set, &fixture.sets[set], &context, &fixture.preferences);
            let answer = price.map_or(Json::Null, |price| price.to_json(None).to_value());
            assert_eq!(&answer, expected, "{set} in {}", case["context"]);
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked} price sets compared");
}

#[test]
fn cart_lines_are_priced_as_recorded() {
    let fixture = fixture();
    let mut checked = 0;
    for case in &fixture.cases {
        let context = context(&case["context"]);
        for (set, expected) in case["lines"].as_object().into_iter().flatten() {
            let price = calculate(set, &fixture.sets[set], &context, &fixture.preferences);
            let Some(price) = price else {
                assert!(expected.is_null(), "{set} in {}", case["context"]);
                continue;
            };
            let unit_price = Amount::parse(&expected["unit_price"].to_string()).unwrap();
            assert_eq!(price.calculated_amount(), unit_price, "{set} in {}", case["context"]);
            assert_eq!(price.is_calculated_price_tax_inclusive, expected["is_tax_inclusive"] == true);
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked} lines compared");
}

fn priced(amount: i64) -> PriceRow {
    PriceRow {
        id: format!("price_{amount}"),
        currency_code: "eur".into(),
        amount: Amount::from(amount),
        min_quantity: None,
        max_quantity: None,
        rules: vec![],
        price_list: None,
    }
}

fn listed(amount: i64, list_type: PriceListType, rules: Vec<PriceListRule>) -> PriceRow {
    let (starts_at, ends_at) = (None, None);
    let list = PriceList { id: "plist_1".into(), list_type, is_active: true, starts_at, ends_at, rules };
    PriceRow { price_list: Some(Arc::new(list)), ..priced(amount) }
}

fn in_euro() -> Context {
    Context { currency_code: "eur".into(), ..Context::default() }
}

#[test]
fn numbers_compare_by_operator_and_texts_by_equality() {
    let rule =
        |operator, value: &str| PriceRule { attribute: "cart.weight".into(), operator, value: value.into() };
    let with = |rule| [PriceRow { rules: vec![rule], ..priced(5) }];
    let mut context = in_euro();
    assert_eq!(calculate("pset", &with(rule(RuleOperator::Gte, "10")), &context, &[]), None);
    context.set_number("cart.weight", 10.into());
    for (operator, value, applies) in [
        (RuleOperator::Eq, "10", true),
        (RuleOperator::Gt, "10", false),
        (RuleOperator::Gte, "10", true),
        (RuleOperator::Lt, "10.5", true),
        (RuleOperator::Lte, "9", false),
        (RuleOperator::Gt, "many", false),
    ] {
        assert_eq!(
            calculate("pset", &with(rule(operator, value)), &context, &[]).is_some(),
            applies,
            "{operator:?} {value}"
        );
    }
    context.set("cart.weight", "10");
    assert!(calculate("pset", &with(rule(RuleOperator::Gt, "10")), &context, &[]).is_some());
}

#[test]
fn a_sale_alone_has_no_original_price() {
    let rows = [listed(7, PriceListType::Sale, vec![])];
    let price = calculate("pset", &rows, &in_euro(), &[]).unwrap();
    assert_eq!((price.calculated_amount(), price.original_amount()), (Amount::from(7), None));
    assert!(price.to_json(None).as_str().contains(r#""original_amount":null,"raw_original_amount":null"#));
}

#[test]
fn json_contexts_flatten_to_paths() {
    let mut context = in_euro();
    context.set_json(&serde_json::json!({
        "currency_code": "usd", "region_id": "reg_1", "empty": "", "none": null, "weight": 2.5, "gift": true,
        "customer": {"id": "cus_1", "groups": [{"id": "a"}, {"id": "b"}], "metadata": {}},
    }));
    let texts = |list: &[&str]| ContextValue::Texts(list.iter().map(|&t| t.to_owned()).collect());
    let expected = [
        ("customer.groups.id", texts(&["a", "b"])),
        ("customer.id", texts(&["cus_1"])),
        ("gift", texts(&["true"])),
        ("region_id", texts(&["reg_1"])),
        ("weight", ContextValue::Number("2.5".parse().unwrap())),
    ];
    assert_eq!(context.attributes, expected.map(|(path, value)| (path.to_owned(), value)).into());
}

fn any_price() -> impl Strategy<Value = PriceRow> {
    let list = prop_oneof![Just(None), Just(Some(PriceListType::Sale)), Just(Some(PriceListType::Override))];
    (1_i64..50, list, prop::bool::ANY, prop::option::of(1_i64..6)).prop_map(
        |(amount, list, for_group, min)| {
            let rule = PriceListRule { attribute: "group".into(), values: vec!["vip".into()] };
            let rules = if for_group { vec![rule] } else { vec![] };
            let price = list.map_or_else(|| priced(amount), |list_type| listed(amount, list_type, rules));
            PriceRow { min_quantity: min.map(Amount::from), ..price }
        },
    )
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        mut prices in prop::collection::vec(any_price(), 0..6), vip in prop::bool::ANY, quantity in 1_i64..8,
    ) {
        let mut context = Context { quantity: Some(quantity.into()), ..in_euro() };
        context.set("group", vip.then_some("vip"));
        let amounts = |prices: &[PriceRow]| calculate("pset", prices, &context, &[])
            .map(|p| (p.calculated_amount(), p.original_amount(), p.is_calculated_price_price_list()));
        let forward = amounts(&prices);
        prices.reverse();
        prop_assert_eq!(forward, amounts(&prices));
    }

    #[test]
    fn a_sale_never_raises_the_price(default in 1_i64..100, sale in 1_i64..100) {
        let rows = [priced(default), listed(sale, PriceListType::Sale, vec![])];
        let price = calculate("pset", &rows, &in_euro(), &[]).unwrap();
        prop_assert_eq!(price.calculated_amount(), Amount::from(default.min(sale)));
        prop_assert_eq!(price.original_amount(), Some(Amount::from(default)));
    }
}
