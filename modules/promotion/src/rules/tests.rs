//! What holds for every cart, and the corners that no recorded cart reaches.

use super::*;
use proptest::prelude::*;
use stheno_kernel::{Amount, Decimal, Timestamp};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-21").unwrap()
}
fn item(id: &str, subtotal: i64, quantity: i64) -> CartItem {
    let mut item = CartItem {
        id: id.into(),
        subtotal: subtotal.into(),
        original_total: Amount::from(subtotal) * Amount::parse("1.2").unwrap(),
        quantity: quantity.into(),
        is_discountable: true,
        ..CartItem::default()
    };
    item.attributes.set("id", id);
    item
}
fn cart(items: Vec<CartItem>) -> Cart {
    Cart { currency_code: "eur".into(), items, ..Cart::default() }
}
fn method(method_type: MethodType, allocation: Allocation, value: i64) -> Method {
    Method {
        method_type,
        target: Target::Items,
        allocation: Some(allocation),
        value: value.into(),
        currency_code: None,
        max_quantity: (allocation != Allocation::Across).then(|| Amount::from(2)),
        apply_to_quantity: None,
        buy_rules_min_quantity: None,
        target_rules: vec![],
        buy_rules: vec![],
    }
}
fn promotion(code: &str, method: Method) -> Promotion {
    Promotion {
        id: format!("promo_{code}"),
        code: code.into(),
        is_automatic: false,
        is_tax_inclusive: false,
        is_active: true,
        promotion_type: PromotionType::Standard,
        limit: None,
        used: 0,
        method: Some(method),
        rules: vec![],
        campaign: None,
    }
}
fn rule(attribute: &str, operator: Operator, values: &[&str]) -> Rule {
    Rule { attribute: attribute.into(), operator, values: values.iter().map(|&v| v.into()).collect() }
}
fn run(promotions: &[Promotion], cart: &Cart) -> Vec<Action> {
    let codes: Vec<_> = promotions.iter().filter(|p| !p.is_automatic).map(|p| p.code.clone()).collect();
    compute(&codes, promotions, cart, Options::default(), now()).unwrap()
}
fn amounts(actions: &[Action]) -> Vec<(&str, Amount)> {
    fn of_item(action: &Action) -> Option<(&str, Amount)> {
        match action {
            Action::AddItemAdjustment { item_id, amount, .. } => Some((item_id, *amount)),
            _ => None,
        }
    }
    actions.iter().filter_map(of_item).collect()
}

fn check(operator: Operator, values: &[&str], attribute: Option<&[&str]>, holds: bool) {
    let mut attributes = Attributes::default();
    if let Some(list) = attribute {
        attributes.set_all("a", list.iter().copied());
    }
    let rules = [rule("a", operator, values)];
    assert_eq!(conditions::hold(&rules, &attributes, ""), holds, "{attribute:?} {operator:?} {values:?}");
}

#[test]
fn operators() {
    use Operator::*;
    check(Eq, &["x", "y"], Some(&["x", "y"]), true);
    check(Eq, &["x"], Some(&["x", "y"]), false);
    check(In, &["x"], Some(&["x", "y"]), true);
    check(Ne, &["x"], Some(&["x", "y"]), false);
    check(Ne, &["z"], Some(&["x", "y"]), true);
    check(Gt, &["5"], Some(&["6", "7.5"]), true);
    check(Gt, &["5"], Some(&["6", "5"]), false);
    check(Gte, &["5", "9"], Some(&["5"]), true);
    check(Lt, &["5"], Some(&["many"]), false);
    check(Lte, &["5"], Some(&["5.0"]), true);
    for (operator, on_none, on_empty) in
        [(Eq, false, false), (In, false, false), (Ne, true, true), (Lt, true, false), (Gt, false, false)]
    {
        check(operator, &["5"], None, on_none);
        check(operator, &["5"], Some(&[]), on_empty);
        check(operator, &[], Some(&["5"]), false);
    }
}

#[test]
fn an_empty_list_counts_for_the_paths_below_it() {
    let attributes = Attributes::of_json(&serde_json::json!({"customer": {"groups": []}}));
    assert!(conditions::hold(&[rule("customer.groups.id", Operator::Ne, &["g"])], &attributes, ""));
    assert!(!conditions::hold(&[rule("customer.groups.id", Operator::Lt, &["5"])], &attributes, ""));
}

#[test]
fn the_higher_value_comes_first_and_leaves_less_for_the_next() {
    let half = promotion("HALF", method(MethodType::Percentage, Allocation::Across, 50));
    let tenth = promotion("TENTH", method(MethodType::Percentage, Allocation::Across, 10));
    let cart = cart(vec![item("a", 100, 1)]);
    let actions = run(&[tenth, half], &cart);
    assert_eq!(amounts(&actions), [("a", Amount::from(50)), ("a", Amount::from(5))]);
    assert_eq!(applied_codes(&actions), ["HALF", "TENTH"]);
}

#[test]
fn limits_and_budgets_stop_a_promotion_by_name() {
    let plain = || promotion("P", method(MethodType::Fixed, Allocation::Across, 10));
    let budget = |kind, limit: i64, used: i64| {
        let budget = Budget { kind, limit: Some(limit.into()), used: used.into() };
        Promotion { campaign: Some(Campaign { budget: Some(budget), ..Campaign::default() }), ..plain() }
    };
    let mut cart = cart(vec![item("a", 100, 1)]);
    cart.attributes.set("email", "a@b.c");
    let by_email = |used| BudgetKind::UseByAttribute { attribute: "customer_email".into(), used };
    for (promotion, reason) in [
        (Promotion { limit: Some(3), used: 3, ..plain() }, Some("promotion_limit_exceeded")),
        (Promotion { limit: Some(3), used: 2, ..plain() }, None),
        (budget(BudgetKind::Spend, 19, 10), Some("campaign_budget_exceeded")),
        (budget(BudgetKind::Spend, 20, 10), None),
        (budget(BudgetKind::Usage, 10, 10), Some("campaign_budget_exceeded")),
        (budget(BudgetKind::Usage, 0, 10), None),
        (budget(by_email(Some(Amount::ONE)), 1, 0), Some("campaign_budget_exceeded")),
        (budget(by_email(None), 1, 7), None),
    ] {
        let actions = run(std::slice::from_ref(&promotion), &cart);
        assert_eq!(
            skipped_codes(&actions),
            reason.map(|reason| ("P", reason)).into_iter().collect::<Vec<_>>()
        );
        assert_eq!(amounts(&actions).is_empty(), reason.is_some(), "{promotion:?}");
    }
    let nobody = Cart { attributes: Attributes::default(), ..cart };
    let promotions = [budget(by_email(None), 1, 0)];
    let refused = compute(&["P".into()], &promotions, &nobody, Options::default(), now()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Attribute value for \"customer_email\" is required by promotion campaing budget"
    );
    let unchecked = Options { skip_usage_limit_checks: true, ..Options::default() };
    assert!(compute(&["P".into()], &promotions, &nobody, unchecked, now()).is_ok());
}

#[test]
fn promotions_that_do_not_run_or_were_not_asked_for_do_nothing() {
    let plain = || promotion("P", method(MethodType::Fixed, Allocation::Across, 10));
    let cart = cart(vec![item("a", 100, 1)]);
    let campaign = |starts_at: Option<&str>, ends_at: Option<&str>| {
        let time = |t: Option<&str>| t.and_then(Timestamp::parse);
        Some(Campaign { starts_at: time(starts_at), ends_at: time(ends_at), budget: None })
    };
    for (promotion, applies) in [
        (plain(), true),
        (Promotion { is_active: false, ..plain() }, false),
        (Promotion { method: None, ..plain() }, false),
        (Promotion { campaign: campaign(Some("2026-11-21"), None), ..plain() }, true),
        (Promotion { campaign: campaign(Some("2026-11-22"), None), ..plain() }, false),
        (Promotion { campaign: campaign(None, Some("2026-11-21")), ..plain() }, false),
        (Promotion { is_automatic: true, ..plain() }, true),
        (
            Promotion {
                method: Some(Method { currency_code: Some("usd".into()), ..plain().method.unwrap() }),
                ..plain()
            },
            false,
        ),
    ] {
        assert_eq!(run(std::slice::from_ref(&promotion), &cart).len(), usize::from(applies), "{promotion:?}");
    }
    assert_eq!(compute(&[], &[plain()], &cart, Options::default(), now()), Ok(vec![]));
    let automatic = [Promotion { is_automatic: true, ..plain() }];
    let only_codes = Options { prevent_auto_promotions: true, ..Options::default() };
    assert_eq!(compute(&[], &automatic, &cart, only_codes, now()), Ok(vec![]));
}

#[test]
fn an_automatic_promotion_needs_every_attribute_that_it_names() {
    let rules = vec![rule("customer.id", Operator::Ne, &["cus_1"])];
    let by_code = promotion("P", method(MethodType::Fixed, Allocation::Across, 10));
    let by_code = Promotion { rules, ..by_code };
    let automatic = Promotion { is_automatic: true, ..by_code.clone() };
    let mut cart = cart(vec![item("a", 100, 1)]);
    assert_eq!(run(std::slice::from_ref(&by_code), &cart).len(), 1);
    assert_eq!(run(std::slice::from_ref(&automatic), &cart).len(), 0);
    cart.attributes.set("customer.id", "cus_2");
    assert_eq!(run(std::slice::from_ref(&automatic), &cart).len(), 1);
}

#[test]
fn buy_two_get_one_uses_no_piece_twice() {
    let all = vec![rule("items.id", Operator::In, &["a", "b"])];
    let method = Method {
        apply_to_quantity: Some(1.into()),
        buy_rules_min_quantity: Some(2.into()),
        max_quantity: Some(10.into()),
        target_rules: all.clone(),
        buy_rules: all,
        ..method(MethodType::Percentage, Allocation::Each, 100)
    };
    let promotion = Promotion { promotion_type: PromotionType::BuyGet, ..promotion("B2G1", method) };
    let pieces = |quantity| {
        let cart = cart(vec![item("a", 10 * quantity, quantity)]);
        amounts(&run(std::slice::from_ref(&promotion), &cart)).first().map(|(_, amount)| amount.to_string())
    };
    assert_eq!(pieces(2), None);
    assert_eq!(pieces(3).as_deref(), Some("10"));
    assert_eq!(pieces(5).as_deref(), Some("10"));
    assert_eq!(pieces(6).as_deref(), Some("20"));
}

fn any_item() -> impl Strategy<Value = CartItem> {
    (0_usize..1_000_000, 1_i64..50_000, 1_i64..9)
        .prop_map(|(id, price, n)| item(&id.to_string(), price * n, n))
}
fn any_promotion() -> impl Strategy<Value = Promotion> {
    let allocation = prop_oneof![Just(Allocation::Each), Just(Allocation::Across), Just(Allocation::Once)];
    let kind = prop_oneof![Just(MethodType::Fixed), Just(MethodType::Percentage)];
    (0_usize..1_000, kind, allocation, 1_i64..=100, any::<bool>()).prop_map(
        |(code, kind, allocation, value, incl)| Promotion {
            is_tax_inclusive: incl,
            ..promotion(&code.to_string(), method(kind, allocation, value))
        },
    )
}
/// What is taken off an item, without tax.
fn taken(actions: &[Action], item: &CartItem) -> Amount {
    let net = |action: &Action| match action {
        Action::AddItemAdjustment { item_id, amount, is_tax_inclusive, .. } if *item_id == item.id => {
            let share = if *is_tax_inclusive { Amount::parse("1.2").unwrap() } else { Amount::ONE };
            *amount / share
        }
        _ => Amount::ZERO,
    };
    actions.iter().map(net).sum()
}

proptest! {
    #[test]
    fn no_item_is_reduced_below_nothing(
        items in prop::collection::vec(any_item(), 1..6), promotions in prop::collection::vec(any_promotion(), 1..5),
    ) {
        let cart = cart(items);
        let actions = run(&promotions, &cart);
        for item in &cart.items {
            let of_item = cart.items.iter().filter(|other| other.id == item.id).count();
            prop_assume!(of_item == 1);
            prop_assert!(taken(&actions, item) <= item.subtotal + Amount::parse("0.000000000001").unwrap());
        }
        for (_, amount) in amounts(&actions) {
            prop_assert!(amount > Amount::ZERO);
        }
    }

    #[test]
    fn a_fixed_value_across_is_spread_completely(items in prop::collection::vec(any_item(), 1..6), value in 1_i64..500) {
        let cart = cart(items);
        let promotions = [promotion("P", method(MethodType::Fixed, Allocation::Across, value))];
        let sum: Amount = amounts(&run(&promotions, &cart)).iter().map(|(_, amount)| *amount).sum();
        let worth: Amount = cart.items.iter().map(|item| item.subtotal).sum();
        // Shares below a hundredth of a cent are dropped.
        prop_assert!((sum - worth.min(value.into())).decimal().abs() < Decimal::new(1, 3));
    }

    #[test]
    fn the_order_of_items_and_promotions_does_not_matter(
        items in prop::collection::vec(any_item(), 1..6), promotions in prop::collection::vec(any_promotion(), 1..4),
    ) {
        let mut ids: Vec<_> = items.iter().map(|item| &item.id).collect();
        ids.sort();
        ids.dedup();
        let mut prices: Vec<_> = items.iter().map(|item| item.subtotal / item.quantity).collect();
        prices.sort();
        prices.dedup();
        // Equal prices may take each other's place, and equal codes are one promotion.
        prop_assume!(ids.len() == items.len() && prices.len() == items.len());
        let mut codes: Vec<_> = promotions.iter().map(|p| &p.code).collect();
        codes.sort();
        codes.dedup();
        prop_assume!(codes.len() == promotions.len());
        let forward = cart(items.clone());
        let backward = cart(items.into_iter().rev().collect());
        let turned: Vec<_> = promotions.iter().rev().cloned().collect();
        let (a, b) = (run(&promotions, &forward), run(&turned, &backward));
        for item in &forward.items {
            let moved = taken(&a, item) - taken(&b, item);
            prop_assert!(moved.decimal().abs() < Decimal::new(1, 12));
        }
    }
}
