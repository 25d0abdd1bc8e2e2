//! Orders, their lines, deliveries and totals.

use super::cells::{Object, count, decimal, json, number};
use super::customer::{order_address, record};
use super::parts::{self, Of};
use super::shop::Shop;
use serde_json::{Value as Json, json};
use stheno_http::{Request, Result};
use stheno_kernel::Decimal;
use stheno_query::{Answer, RowView};
use stheno_v1::rules::selection::Selection;
use stheno_v1::rules::status::{self, Progress};
use stheno_v1::rules::totals::{self, LineTotals, MethodTotals, OrderTotals, Paid};
use stheno_v1::rules::{money, naming};

/// What came back of a line, in units.
fn returned(item: RowView<'_>) -> i64 {
    count(item, "return_received_quantity").saturating_add(count(item, "return_dismissed_quantity"))
}

/// `payment_status` and `fulfillment_status`
pub(crate) fn statuses(order: RowView<'_>) -> (&str, &str) {
    let units = |of: fn(RowView<'_>) -> i64| order.children("items").map(of).fold(0, i64::saturating_add);
    let progress = Progress {
        order: order.text("status"),
        payment: order.text("payment_status"),
        fulfillment: order.text("fulfillment_status"),
        ordered: units(|item| count(item, "quantity")),
        returned: units(returned),
    };
    (status::payment(&progress), status::fulfillment(&progress))
}

/// Orders as the selection shows them.
pub(crate) async fn orders(request: &Request, found: &Answer, selection: &Selection) -> Result<Vec<Json>> {
    let shop = Shop::of(request, found).await?;
    Ok(found.rows().iter().map(|row| order(row, &shop, selection)).collect())
}

fn order(row: RowView<'_>, shop: &Shop, selection: &Selection) -> Json {
    let digits = shop.digits(row.text("currency_code"));
    let cart_id = row.child("cart_link").map_or(Json::Null, |link| json(link.get("cart_id")));
    let of = Of { order: row, cart_id: &cart_id, digits };
    let (payment_status, fulfillment_status) = statuses(row);
    let mut out = Object::of(row, &[]);
    for field in &selection.fields {
        out = match *field {
            "cart_id" => out.with(field, cart_id.clone()),
            "payment_status" => out.with(field, payment_status),
            "fulfillment_status" => out.with(field, fulfillment_status),
            "tax_rate" | "external_id" | "idempotency_key" | "draft_order_id" => out.nulls(&[field]),
            "metadata" if row.get(field).is_null() => out.with(field, json!({})),
            column => out.with(column, json(row.get(column))),
        };
    }
    let out = out.with_if(selection.object, "object", || "order".into());
    let lines: Vec<(RowView<'_>, LineTotals)> =
        row.children("items").map(|item| (item, totals::line(&line_of(item, digits)))).collect();
    let methods: Vec<(RowView<'_>, MethodTotals)> =
        deliveries(row).map(|method| (method, totals::method(&method_of(method, digits)))).collect();
    let out = with_relations(out, of, shop, selection);
    let out = out
        .with_if(selection.has("items"), "items", || {
            lines.iter().map(|(item, totals)| line(of, *item, totals, selection)).collect()
        })
        .with_if(selection.has("shipping_methods"), "shipping_methods", || {
            methods.iter().map(|(method, totals)| delivery(of, *method, totals, selection)).collect()
        });
    if !selection.totals {
        return out.end();
    }
    let lines: Vec<LineTotals> = lines.into_iter().map(|(_, totals)| totals).collect();
    let methods: Vec<MethodTotals> = methods.into_iter().map(|(_, totals)| totals).collect();
    let totals = totals::order(&lines, &methods, paid(row, digits));
    with_totals(out, &totals, selection).end()
}

/// What hangs on an order, apart from lines and deliveries.
fn with_relations(out: Object, of: Of<'_>, shop: &Shop, selection: &Selection) -> Object {
    let row = of.order;
    let one = |name: &str, shape: fn(RowView<'_>) -> Json| row.child(name).map_or(Json::Null, shape);
    let nothing = || Json::Array(Vec::new());
    out.with_if(selection.has("shipping_address"), "shipping_address", || {
        one("shipping_address", order_address)
    })
    .with_if(selection.has("billing_address"), "billing_address", || one("billing_address", order_address))
    .with_if(selection.has("customer"), "customer", || one("customer", |row| record(row).end()))
    .with_if(selection.has("region"), "region", || parts::region(of, shop))
    .with_if(selection.has("discounts"), "discounts", || {
        row.children("promotions").map(|promotion| parts::discount(of, promotion)).collect()
    })
    .with_if(selection.has("payments"), "payments", || {
        parts::payments(row).map(|payment| parts::payment(of, payment)).collect()
    })
    .with_if(selection.has("refunds"), "refunds", || {
        let of_payment =
            |payment: RowView<'_>| payment.children("refunds").map(|r| parts::refund(of, r)).collect();
        parts::payments(row).flat_map(|payment| -> Vec<Json> { of_payment(payment) }).collect()
    })
    .with_if(selection.has("fulfillments"), "fulfillments", || {
        row.children("fulfillments").map(|f| parts::fulfillment(of, f, selection)).collect()
    })
    .with_if(selection.has("swaps"), "swaps", nothing)
    .with_if(selection.has("claims"), "claims", nothing)
    .with_if(selection.has("gift_cards"), "gift_cards", nothing)
    .with_if(selection.has("gift_card_transactions"), "gift_card_transactions", nothing)
}

fn with_totals(out: Object, totals: &OrderTotals, selection: &Selection) -> Object {
    let raw = totals.raw_discount_total;
    out.with("subtotal", totals.subtotal)
        .with_if(selection.raw_discount, "raw_discount_total", || decimal(raw))
        .with("discount_total", totals.discount_total)
        .with("shipping_total", totals.shipping_total)
        .with("item_tax_total", totals.item_tax_total)
        .with("shipping_tax_total", totals.shipping_tax_total)
        .with("tax_total", totals.tax_total)
        .with("gift_card_total", totals.gift_card_total)
        .with("gift_card_tax_total", totals.gift_card_tax_total)
        .with("total", totals.total)
        .with("paid_total", totals.paid_total)
        .with("refunded_total", totals.refunded_total)
        .with("refundable_amount", totals.refundable_amount)
}

fn paid(order: RowView<'_>, digits: u32) -> Paid {
    let minor = |row: RowView<'_>| money::minor(number(row, "amount"), digits);
    let sum = |amounts: &mut dyn Iterator<Item = i64>| amounts.fold(0, i64::saturating_add);
    let refunds = parts::payments(order).flat_map(|payment| payment.children("refunds"));
    let credit = order.children("credit_lines").filter(|line| !naming::is_of_refund(line.text("reference")));
    Paid {
        paid: sum(&mut parts::payments(order).map(minor)),
        refunded: sum(&mut refunds.map(minor)),
        credit: sum(&mut credit.map(minor)),
    }
}

fn rates(row: RowView<'_>) -> Vec<Decimal> {
    row.children("tax_lines").map(|line| number(line, "rate")).collect()
}

/// Discounts on a row, in smallest units, perhaps with a fraction.
fn discount(row: RowView<'_>, digits: u32) -> Decimal {
    let amounts = row.children("adjustments").map(|adjustment| number(adjustment, "amount"));
    money::units(amounts.fold(Decimal::ZERO, |sum, amount| sum.saturating_add(amount)), digits)
}

fn is_inclusive(row: RowView<'_>) -> bool {
    row.get("is_tax_inclusive").as_bool().unwrap_or_default()
}

fn line_of(item: RowView<'_>, digits: u32) -> totals::Line {
    totals::Line {
        unit_price: money::minor(number(item, "unit_price"), digits),
        quantity: count(item, "quantity"),
        returned: returned(item),
        discount: discount(item, digits),
        rates: rates(item),
        includes_tax: is_inclusive(item),
    }
}

fn method_of(method: RowView<'_>, digits: u32) -> totals::Method {
    totals::Method {
        price: money::minor(number(method, "amount"), digits),
        discount: discount(method, digits),
        rates: rates(method),
        includes_tax: is_inclusive(method),
    }
}

/// The deliveries of the order itself, those of its returns, exchanges and claims left out.
fn deliveries(order: RowView<'_>) -> impl Iterator<Item = RowView<'_>> {
    let is_own = |method: &RowView<'_>| {
        ["return_id", "exchange_id", "claim_id"].iter().all(|name| method.get(name).is_null())
    };
    order.children("shipping_methods").filter(is_own)
}

/// A quantity that is null until it is first used.
fn used(units: i64) -> Json {
    if units == 0 { Json::Null } else { units.into() }
}

fn line(of: Of<'_>, item: RowView<'_>, totals: &LineTotals, selection: &Selection) -> Json {
    let flag = |name: &str| item.get(name).as_bool().unwrap_or_default();
    let out =
        Object::of(item, &["id", "created_at", "updated_at", "thumbnail", "variant_id", "metadata", "title"])
            .nulls(&["swap_id", "claim_order_id", "original_item_id", "order_edit_id"])
            .with("cart_id", of.cart_id.clone())
            .with("order_id", of.order.text("id"))
            .with("description", json(item.get("subtitle")))
            .with("is_return", false)
            .with("is_giftcard", flag("is_giftcard"))
            .with("should_merge", true)
            .with("allow_discounts", flag("is_discountable"))
            .with("has_shipping", flag("requires_shipping"))
            .with("unit_price", money::minor(number(item, "unit_price"), of.digits))
            .with("quantity", count(item, "quantity"))
            .with("fulfilled_quantity", used(count(item, "fulfilled_quantity")))
            .with("shipped_quantity", used(count(item, "shipped_quantity")))
            .with("returned_quantity", used(returned(item)))
            .with_if(is_inclusive(item), "includes_tax", || true.into())
            .with_if(selection.has("items.variant"), "variant", || {
                item.child("variant").map_or(Json::Null, parts::variant)
            })
            .with_if(selection.has("items.tax_lines"), "tax_lines", || {
                item.children("tax_lines").map(|line| parts::tax_line(line, "item_id", item)).collect()
            })
            .with_if(selection.has("items.adjustments"), "adjustments", || {
                item.children("adjustments").map(|a| parts::adjustment(of, a, item)).collect()
            });
    if !selection.totals {
        return out.end();
    }
    out.with("subtotal", totals.subtotal)
        .with("discount_total", totals.discount_total)
        .with("raw_discount_total", decimal(totals.raw_discount_total))
        .with("tax_total", totals.tax_total)
        .with("total", totals.total)
        .with("original_total", totals.original_total)
        .with("original_tax_total", totals.original_tax_total)
        .with("refundable", totals.refundable)
        .end()
}

fn delivery(of: Of<'_>, method: RowView<'_>, totals: &MethodTotals, selection: &Selection) -> Json {
    let option = || {
        let option = method.child("shipping_option");
        option.map_or(Json::Null, |option| parts::shipping_option(of, option, method))
    };
    Object::of(method, &["id", "shipping_option_id", "data"])
        .nulls(&["claim_order_id", "swap_id", "return_id"])
        .with("order_id", of.order.text("id"))
        .with("cart_id", of.cart_id.clone())
        .with("price", money::minor(number(method, "amount"), of.digits))
        .with_if(is_inclusive(method), "includes_tax", || true.into())
        .with_if(selection.has("shipping_methods.shipping_option"), "shipping_option", option)
        .with_if(selection.has("shipping_methods.tax_lines"), "tax_lines", || {
            let lines = method.children("tax_lines");
            lines.map(|line| parts::tax_line(line, "shipping_method_id", method)).collect()
        })
        .with("subtotal", totals.subtotal)
        .with("tax_total", totals.tax_total)
        .with("total", totals.total)
        .with("original_total", totals.original_total)
        .with("original_tax_total", totals.original_tax_total)
        .end()
}
