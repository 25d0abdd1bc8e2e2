//! The checker can fail: each state that must not be is found, by its own sentence, and a sound one is not blamed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashMap};
use std::slice;
use stheno_kernel::Amount;
use stheno_torture::{Attempt, Basket, Ledger, Line, Placed, Truth, Ware, outside_faults};

/// A state as the database would tell it, before it is read.
struct State {
    orders: Json,
    payments: Json,
    carts: Json,
    reservations: Json,
    levels: Json,
    placed: Vec<Placed>,
    told: BTreeSet<String>,
}

fn ware() -> Ware {
    Ware { variant_id: "v".into(), item_id: "i".into(), price: 10.into() }
}

/// One order of two pieces, paid and captured.
fn sound() -> State {
    let payment = json!({
        "id": "pay", "amount": 25, "payment_session_id": "payses", "data": { "reference": "attempt_0" },
        "captured_at": null, "canceled_at": null,
    });
    let mut captured = payment.clone();
    captured["captures"] = json!([{ "id": "capt", "amount": 25 }]);
    captured["payment_collection"] = json!({ "order": { "id": "order" } });
    let basket = Basket::remembered("cart", vec![Line { ware: ware(), quantity: 2 }], true, json!(25));
    State {
        orders: json!([{
            "id": "order", "email": "ada@torture.test", "created_at": "2026-01-01T00:00:00.000Z", "total": 25,
            "item_total": 20, "shipping_total": 5, "cart": { "id": "cart" },
            "items": [{ "id": "line", "variant_id": "v", "quantity": 2, "unit_price": 10 }],
            "shipping_methods": [{ "id": "method" }], "shipping_address": { "id": "address" },
            "payment_collections": [{ "id": "col", "status": "authorized", "amount": 25, "payments": [payment] }],
        }]),
        payments: json!([captured]),
        carts: json!([{ "id": "cart", "order": { "id": "order" } }]),
        reservations: json!([{
            "id": "res", "line_item_id": "line", "inventory_item_id": "i", "location_id": "l", "quantity": 2,
        }]),
        levels: json!([{
            "inventory_item_id": "i", "location_id": "l", "stocked_quantity": 2, "reserved_quantity": 2,
        }]),
        placed: vec![Placed { order_id: "order".into(), basket }],
        told: BTreeSet::from(["order".to_owned()]),
    }
}

impl State {
    fn read(&self) -> Truth {
        Truth {
            orders: serde_json::from_value(self.orders.clone()).unwrap(),
            payments: serde_json::from_value(self.payments.clone()).unwrap(),
            carts: serde_json::from_value(self.carts.clone()).unwrap(),
            reservations: serde_json::from_value(self.reservations.clone()).unwrap(),
            levels: serde_json::from_value(self.levels.clone()).unwrap(),
            takes: HashMap::new(),
        }
    }

    fn check(&self) -> Vec<String> {
        Ledger::default().check(&self.read(), &self.placed, &self.told)
    }
}

#[test]
fn a_sound_state_is_not_blamed() {
    assert_eq!(sound().check(), [""; 0]);
    let mut state = sound();
    state.reservations[0]["quantity"] = 4.into();
    state.levels[0]["reserved_quantity"] = 4.into();
    state.levels[0]["stocked_quantity"] = 4.into();
    let mut truth = state.read();
    truth.takes.insert("v".into(), Amount::from(2));
    assert_eq!(Ledger::default().check(&truth, &state.placed, &state.told), [""; 0]);
}

#[test]
fn each_doctored_state_is_found() {
    type Doctor = fn(&mut State);
    let cases: [(&str, Doctor); 25] = [
        ("acknowledged, and not there", |s| s.orders = json!([])),
        ("it has no lines", |s| s.orders[0]["items"] = json!([])),
        ("lines [", |s| s.orders[0]["items"][0]["quantity"] = 1.into()),
        ("lines [", |s| s.orders[0]["items"][0]["unit_price"] = 9.into()),
        ("its parts are", |s| s.orders[0]["item_total"] = 19.into()),
        ("instead of the cart's", |s| s.placed[0].basket.total = 24.into()),
        ("it has no address", |s| s.orders[0]["shipping_address"] = Json::Null),
        ("its way of delivery is lost", |s| s.orders[0]["shipping_methods"] = json!([])),
        ("it has no cart", |s| s.orders[0]["cart"] = Json::Null),
        ("acknowledged for the cart", |s| s.orders[0]["cart"]["id"] = "other".into()),
        ("it has 0 payment collections", |s| s.orders[0]["payment_collections"] = json!([])),
        ("to be paid of", |s| s.orders[0]["payment_collections"][0]["amount"] = 24.into()),
        ("its payment collection is", |s| {
            s.orders[0]["payment_collections"][0]["status"] = "awaiting".into()
        }),
        ("it has 0 payments", |s| s.orders[0]["payment_collections"][0]["payments"] = json!([])),
        ("its payment is of", |s| {
            s.orders[0]["payment_collections"][0]["payments"][0]["amount"] = 24.into();
        }),
        ("is canceled", |s| {
            s.orders[0]["payment_collections"][0]["payments"][0]["canceled_at"] = "now".into();
        }),
        ("it became both", |s| {
            let mut second = s.orders[0].clone();
            second["id"] = "second".into();
            s.orders.as_array_mut().unwrap().push(second);
        }),
        ("order.placed was not delivered", |s| s.told.clear()),
        ("completed without an order", |s| s.carts[0]["order"] = Json::Null),
        ("it belongs to no order", |s| s.payments[0]["payment_collection"]["order"] = Json::Null),
        ("captured of", |s| {
            let second = json!({ "id": "capt2", "amount": 25 });
            s.payments[0]["captures"].as_array_mut().unwrap().push(second);
        }),
        ("no order has its line", |s| s.reservations[0]["line_item_id"] = "gone".into()),
        ("sold, 0 reserved", |s| s.reservations = json!([])),
        ("in reservations", |s| s.levels[0]["reserved_quantity"] = 1.into()),
        ("promised of", |s| s.levels[0]["stocked_quantity"] = 1.into()),
    ];
    for (sentence, doctor) in cases {
        let mut state = sound();
        doctor(&mut state);
        let wrong = state.check();
        assert!(wrong.iter().any(|fault| fault.contains(sentence)), "{sentence}: {wrong:?}");
    }
}

#[test]
fn a_cart_that_becomes_a_second_order_later_is_found() {
    let state = sound();
    let mut ledger = Ledger::default();
    assert_eq!(ledger.check(&state.read(), &state.placed, &state.told), [""; 0]);
    let mut later = sound();
    later.orders[0]["id"] = "second".into();
    later.told.insert("second".into());
    let wrong = ledger.check(&later.read(), &[], &later.told);
    assert!(wrong.iter().any(|fault| fault.contains("it became both")), "{wrong:?}");
}

#[test]
fn what_the_provider_did_is_held_against_the_orders() {
    let attempt = || Attempt {
        reference: "attempt_0".into(),
        is_promised: true,
        is_canceled: false,
        captures: vec![Amount::from(25)],
        refunded: Amount::ZERO,
    };
    let payments = sound().read().payments;
    assert_eq!(outside_faults(&[attempt()], &payments), [""; 0]);
    let never_ordered = Attempt { captures: Vec::new(), ..attempt() };
    let called_off = Attempt { is_promised: false, is_canceled: true, ..never_ordered.clone() };
    assert_eq!(outside_faults(slice::from_ref(&called_off), &[]), [""; 0]);
    let twice = Attempt { captures: vec![Amount::from(25); 2], ..attempt() };
    let unpromised = Attempt { is_promised: false, ..attempt() };
    let unknown = Attempt { reference: "attempt_1".into(), ..called_off.clone() };
    let cases = [
        ("promised, and not ordered", outside_faults(slice::from_ref(&never_ordered), &[])),
        ("ordered, and let go", outside_faults(&[called_off], &payments)),
        ("ordered, and never promised", outside_faults(&[unpromised], &payments)),
        ("taken 2 times", outside_faults(slice::from_ref(&twice), &payments)),
        ("50 taken, 25 known of", outside_faults(&[twice], &payments)),
        ("0 taken, 25 known of", outside_faults(&[never_ordered], &payments)),
        ("the provider does not know", outside_faults(&[unknown], &payments)),
    ];
    for (sentence, wrong) in cases {
        assert!(wrong.iter().any(|fault| fault.contains(sentence)), "{sentence}: {wrong:?}");
    }
}
