//! `tests/fixtures/carts.json`: promotions, carts with codes, and the adjustments that Medusa 2.21.2 made of them.

use super::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use stheno_kernel::{Amount, Decimal, Timestamp};

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}
fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}
fn amount(json: &Json) -> Amount {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    Amount::from(text.parse::<Decimal>().unwrap())
}
fn maybe(json: &Json) -> Option<Amount> {
    (!json.is_null()).then(|| amount(json))
}
fn rules(json: &Json) -> Vec<Rule> {
    let rule = |r: &Json| Rule {
        attribute: text(&r["attribute"]),
        operator: Operator::parse(&text(&r["operator"])).unwrap(),
        values: list(&r["values"]).map(text).collect(),
    };
    list(json).map(rule).collect()
}
fn method(m: &Json) -> Method {
    Method {
        method_type: MethodType::parse(&text(&m["type"])).unwrap(),
        target: Target::parse(&text(&m["target_type"])).unwrap(),
        allocation: m["allocation"].as_str().and_then(Allocation::parse),
        value: amount(&m["value"]),
        currency_code: m["currency_code"].as_str().map(str::to_owned),
        max_quantity: maybe(&m["max_quantity"]),
        apply_to_quantity: maybe(&m["apply_to_quantity"]),
        buy_rules_min_quantity: maybe(&m["buy_rules_min_quantity"]),
        target_rules: rules(&m["target_rules"]),
        buy_rules: rules(&m["buy_rules"]),
    }
}
fn campaign(c: &Json, email_uses: Option<Amount>) -> Option<Campaign> {
    let time = |name: &str| c[name].as_str().and_then(Timestamp::parse);
    let budget = |b: &Json| Budget {
        kind: match b["type"].as_str().unwrap() {
            "spend" => BudgetKind::Spend,
            "usage" => BudgetKind::Usage,
            _ => BudgetKind::UseByAttribute { attribute: text(&b["attribute"]), used: email_uses },
        },
        limit: maybe(&b["limit"]),
        used: amount(&b["used"]),
    };
    let has_budget = c["budget"].is_object();
    c.is_object().then(|| Campaign {
        starts_at: time("starts_at"),
        ends_at: time("ends_at"),
        budget: has_budget.then(|| budget(&c["budget"])),
    })
}
fn promotion(p: &Json, email_uses: Option<Amount>) -> Promotion {
    Promotion {
        id: text(&p["id"]),
        code: text(&p["code"]),
        is_automatic: p["is_automatic"] == true,
        is_tax_inclusive: p["is_tax_inclusive"] == true,
        is_active: p["status"] == "active",
        promotion_type: PromotionType::parse(&text(&p["type"])).unwrap(),
        limit: p["limit"].as_i64(),
        used: p["used"].as_i64().unwrap_or_default(),
        method: Some(method(&p["method"])),
        rules: rules(&p["rules"]),
        campaign: campaign(&p["campaign"], email_uses),
    }
}
fn cart(c: &Json) -> Cart {
    let item = |i: &Json| CartItem {
        id: text(&i["id"]),
        subtotal: amount(&i["subtotal"]),
        original_total: amount(&i["original_total"]),
        quantity: amount(&i["quantity"]),
        is_discountable: i["is_discountable"] == true,
        attributes: Attributes::of_json(i),
    };
    let method = |m: &Json| CartShippingMethod {
        id: text(&m["id"]),
        subtotal: amount(&m["subtotal"]),
        attributes: Attributes::of_json(m),
    };
    let mut rest = c.clone();
    rest.as_object_mut().unwrap().retain(|key, _| key != "items" && key != "shipping_methods");
    Cart {
        currency_code: text(&c["currency_code"]),
        items: list(&c["items"]).map(item).collect(),
        shipping_methods: list(&c["shipping_methods"]).map(method).collect(),
        attributes: Attributes::of_json(&rest),
    }
}

/// Amounts by line and code.
type Adjustments = BTreeMap<(String, String), (Amount, bool)>;

fn computed(actions: &[Action]) -> Adjustments {
    let mut lines = Adjustments::new();
    for action in actions {
        match action {
            Action::AddItemAdjustment { item_id, code, amount, is_tax_inclusive, .. } => {
                lines.insert((item_id.clone(), code.clone()), (*amount, *is_tax_inclusive));
            }
            Action::AddShippingMethodAdjustment { shipping_method_id, code, amount, .. } => {
                lines.insert((shipping_method_id.clone(), code.clone()), (*amount, false));
            }
            Action::CampaignBudgetExceeded { .. } | Action::PromotionLimitExceeded { .. } => {}
        }
    }
    lines
}
fn recorded(case: &Json) -> Adjustments {
    let lines = case["items"].as_object().unwrap().iter().chain(case["shipping"].as_object().unwrap());
    let of_line = |(id, adjustments): (&String, &Json)| {
        let one = |a: &Json| ((id.clone(), text(&a[0])), (amount(&a[1]), a[2] == true));
        list(adjustments).map(one).collect::<Vec<_>>()
    };
    lines.flat_map(of_line).collect()
}

#[test]
fn carts_are_discounted_as_recorded() {
    let fixture: Json = serde_json::from_str(include_str!("../../tests/fixtures/carts.json")).unwrap();
    let now = Timestamp::parse("2026-11-21T00:00:00Z").unwrap();
    for (number, case) in list(&fixture["cases"]).enumerate() {
        let used = list(&fixture["used_emails"]).any(|email| *email == case["cart"]["email"]);
        let promotions: Vec<_> =
            list(&fixture["promotions"]).map(|p| promotion(p, used.then_some(Amount::ONE))).collect();
        let codes: Vec<_> = list(&case["codes"]).chain(list(&case["present"])).map(text).collect();
        let actions = compute(&codes, &promotions, &cart(&case["cart"]), Options::default(), now).unwrap();
        let what = format!("case {number}: {}", case["codes"]);
        let (ours, theirs) = (computed(&actions), recorded(case));
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{what}");
        for (key, (amount, inclusive)) in &theirs {
            let (got, got_inclusive) = ours[key];
            // The recorded amounts went through a double.
            assert!(
                (got - *amount).decimal().abs() < Decimal::new(1, 9),
                "{what} {key:?}: {got} for {amount}"
            );
            assert_eq!(got_inclusive, *inclusive, "{what} {key:?}");
        }
        let mut applied = applied_codes(&actions);
        applied.sort_unstable();
        assert_eq!(
            applied,
            list(&case["promotions"]).map(|c| c.as_str().unwrap()).collect::<Vec<_>>(),
            "{what}"
        );
    }
}
