//! Carts and orders as Medusa 2.21.2 answered them (`fixtures/`): every total field, to the last printed digit.

#![expect(clippy::unwrap_used, reason = "fixtures are known to be well-formed")]

use serde_json::Value as Json;
use stheno_kernel::{Amount, Decimal, JsonWriter, Value};
use stheno_totals::*;

fn amount(json: &Json) -> Amount {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    // The fixtures' own numbers: exact text of `raw_*` members.
    Amount::from(text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text)).unwrap())
}
fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}
fn tax_lines(line: &Json) -> Vec<TaxLine> {
    list(&line["rates"]).map(|rate| TaxLine { rate: amount(rate) }).collect()
}
fn adjustments(line: &Json) -> Vec<Adjustment> {
    let adjustment = |a: &Json| Adjustment { amount: amount(&a[0]), is_tax_inclusive: a[1] == true };
    list(&line["adjustments"]).map(adjustment).collect()
}
fn detail(json: &Json) -> Option<Detail> {
    json.is_object().then(|| Detail {
        fulfilled_quantity: amount(&json["fulfilled_quantity"]),
        shipped_quantity: amount(&json["shipped_quantity"]),
        return_requested_quantity: amount(&json["return_requested_quantity"]),
        return_received_quantity: amount(&json["return_received_quantity"]),
        return_dismissed_quantity: amount(&json["return_dismissed_quantity"]),
        written_off_quantity: amount(&json["written_off_quantity"]),
    })
}
fn cart(json: &Json) -> Cart {
    let item = |line: &Json| LineItem {
        unit_price: amount(&line["price"]),
        quantity: amount(&line["quantity"]),
        is_tax_inclusive: line["inclusive"] == true,
        tax_lines: tax_lines(line),
        adjustments: adjustments(line),
        detail: detail(&line["detail"]),
    };
    let method = |line: &Json| ShippingMethod {
        amount: amount(&line["price"]),
        is_tax_inclusive: line["inclusive"] == true,
        tax_lines: tax_lines(line),
        adjustments: adjustments(line),
    };
    Cart {
        items: list(&json["items"]).map(item).collect(),
        shipping_methods: list(&json["shipping_methods"]).map(method).collect(),
        credit_lines: list(&json["credit_lines"]).map(amount).collect(),
        currency_digits: if json["currency_code"] == "jpy" { 0 } else { 2 },
    }
}

/// The JSON number as an answer prints it.
fn printed(value: Amount) -> Json {
    let mut out = JsonWriter::default();
    out.value(&Value::from(wire::number(value)));
    serde_json::from_slice(&out.into_bytes()).unwrap()
}

fn same_numbers(expected: &Json, get: impl Fn(&str) -> Option<Amount>, what: &str) {
    for (field, number) in expected.as_object().unwrap() {
        let value = get(field).unwrap_or_else(|| panic!("{what} has no {field}"));
        assert_eq!(printed(value).as_f64(), number.as_f64(), "{field} of {what}: {value:?}");
    }
}
fn same_raw(expected: &Json, get: impl Fn(&str) -> Option<Amount>, what: &str) {
    for (field, text) in expected.as_object().unwrap() {
        let raw = wire::raw(get(field).unwrap()).to_value();
        assert_eq!(&raw["value"], text, "raw_{field} of {what}");
    }
}
fn same_pairs(expected: &Json, pairs: &[(Amount, Amount)], what: &str) {
    for (numbers, pair) in list(expected).zip(pairs) {
        assert_eq!(printed(pair.0).as_f64(), numbers[0].as_f64(), "{what}");
        assert_eq!(printed(pair.1).as_f64(), numbers[1].as_f64(), "{what}");
    }
}

fn check(text: &str) {
    let cases: Vec<Json> = serde_json::from_str(text).unwrap();
    assert!(cases.len() >= 20);
    for (number, case) in cases.iter().enumerate() {
        let what = format!("case {number} ({})", case["what"]);
        let totals = cart_totals(&cart(case), Rounding::None);
        same_numbers(&case["expected"], |field| totals.get(field), &what);
        for (line, item) in list(&case["items"]).zip(&totals.items) {
            same_numbers(&line["expected"], |field| item.get(field), &format!("{what} item"));
            same_raw(&line["raw"], |field| item.get(field), &format!("{what} item"));
            let taxes: Vec<_> = item.tax_lines.iter().map(|t| (t.total, t.subtotal)).collect();
            same_pairs(&line["tax_lines"], &taxes, &what);
            let adjusted: Vec<_> = item.adjustments.iter().map(|a| (a.subtotal, a.total)).collect();
            same_pairs(&line["adjusted"], &adjusted, &what);
        }
        for (line, method) in list(&case["shipping_methods"]).zip(&totals.shipping_methods) {
            same_numbers(&line["expected"], |field| method.get(field), &format!("{what} shipping"));
            same_raw(&line["raw"], |field| method.get(field), &format!("{what} shipping"));
        }
        summary(case, &totals, &what);
    }
}

/// The parts of an order's summary that follow from its present state.
fn summary(case: &Json, totals: &CartTotals, what: &str) {
    let expected = &case["summary"];
    if expected.is_null() {
        return;
    }
    let transactions: Vec<_> = list(&case["transactions"]).map(amount).collect();
    let before = amount(&expected["original_order_total"]);
    let credit_lines: Vec<_> = list(&case["credit_lines"]).map(amount).collect();
    let mut summary = Summary::of_version(before, totals.amounts.total, &credit_lines, &transactions);
    let requested = totals.lifecycle.map_or(Amount::ZERO, |l| l.return_requested_total);
    let digits = if case["currency_code"] == "jpy" { 0 } else { 2 };
    summary.pending_difference =
        pending_difference(totals.amounts.total, requested, summary.transaction_total, digits);
    same_numbers(expected, |field| summary.get(field), &format!("{what} summary"));
}

#[test]
fn carts_add_up_as_recorded() {
    check(include_str!("fixtures/carts.json"));
}

#[test]
fn orders_add_up_as_recorded_through_payment_shipment_return_and_refund() {
    check(include_str!("fixtures/orders.json"));
}
