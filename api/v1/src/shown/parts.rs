//! What orders are made of: payments, discounts, fulfillments, and records that they point at.

use super::cells::{Object, decimal, json, number};
use super::shop::Shop;
use serde_json::{Value as Json, json};
use stheno_kernel::Decimal;
use stheno_query::RowView;
use stheno_v1::rules::selection::Selection;
use stheno_v1::rules::{money, naming};

const TIMES: [&str; 2] = ["created_at", "updated_at"];
const ALL_TIMES: [&str; 3] = ["created_at", "updated_at", "deleted_at"];

/// The order that a part is of.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub order: RowView<'a>,
    pub cart_id: &'a Json,
    /// Decimal digits of its currency.
    pub digits: u32,
}

impl Of<'_> {
    fn id(self) -> String {
        self.order.text("id").to_owned()
    }
    fn minor(self, row: RowView<'_>, name: &str) -> i64 {
        money::minor(number(row, name), self.digits)
    }
}

fn columns<'a>(names: &[&'a str], times: &[&'a str]) -> Vec<&'a str> {
    [names, times].concat()
}

/// Every payment of an order, captured or not.
pub(super) fn payments(order: RowView<'_>) -> impl Iterator<Item = RowView<'_>> {
    order.children("payment_collections").flat_map(|collection| collection.children("payments"))
}

pub(super) fn payment(of: Of<'_>, row: RowView<'_>) -> Json {
    let refunded: Decimal = row.children("refunds").map(|refund| number(refund, "amount")).sum();
    let names = columns(&["id", "currency_code", "data", "captured_at", "canceled_at", "metadata"], &TIMES);
    Object::of(row, &names)
        .nulls(&["swap_id", "idempotency_key"])
        .with("cart_id", of.cart_id.clone())
        .with("order_id", of.id())
        .with("amount", of.minor(row, "amount"))
        .with("amount_refunded", money::minor(refunded, of.digits))
        .with("provider_id", naming::provider(row.text("provider_id")))
        .end()
}

pub(super) fn refund(of: Of<'_>, row: RowView<'_>) -> Json {
    let code = row.child("refund_reason").map_or("", |reason| reason.text("code"));
    Object::of(row, &columns(&["id", "payment_id", "note", "metadata"], &TIMES))
        .nulls(&["idempotency_key"])
        .with("order_id", of.id())
        .with("amount", of.minor(row, "amount"))
        .with("reason", naming::refund_reason(code))
        .end()
}

pub(super) fn discount(of: Of<'_>, row: RowView<'_>) -> Json {
    let campaign = row.child("campaign");
    let time = |name: &str| campaign.map_or(Json::Null, |campaign| json(campaign.get(name)));
    let starts_at = Some(time("starts_at")).filter(|at| !at.is_null());
    let method = row.child("application_method");
    let limit = row.get("limit");
    Object::of(row, &columns(&["id", "code", "metadata"], &ALL_TIMES))
        .nulls(&["parent_discount_id", "valid_duration"])
        .with("is_dynamic", false)
        .with("is_disabled", row.text("status") != "active")
        .with("starts_at", starts_at.unwrap_or_else(|| json(row.get("created_at"))))
        .with("ends_at", time("ends_at"))
        .with("usage_limit", json(limit))
        .with("usage_count", json(row.get("used")))
        .with("rule_id", method.map_or(Json::Null, |method| json(method.get("id"))))
        .with("rule", method.map_or(Json::Null, |method| rule(of, method)))
        .end()
}

fn rule(of: Of<'_>, row: RowView<'_>) -> Json {
    let value = number(row, "value");
    let (kind, is_whole) = (row.text("type"), value >= Decimal::ONE_HUNDRED);
    let kind = naming::discount_type(kind, row.text("target_type"), is_whole);
    let value = if kind == "fixed" { money::minor(value, of.digits).into() } else { decimal(value) };
    let allocation = match kind {
        "free_shipping" => Json::Null,
        _ => naming::allocation(row.text("allocation")).into(),
    };
    Object::of(row, &columns(&["id"], &ALL_TIMES))
        .nulls(&["description", "metadata"])
        .with("type", kind)
        .with("value", value)
        .with("allocation", allocation)
        .end()
}

pub(super) fn fulfillment(of: Of<'_>, row: RowView<'_>, selection: &Selection) -> Json {
    let numbers = || row.children("labels").map(|label| json(label.get("tracking_number")));
    let item = |item: RowView<'_>| {
        json!({
            "fulfillment_id": row.text("id"),
            "item_id": json(item.get("line_item_id")),
            "quantity": decimal(number(item, "quantity")),
        })
    };
    let link = |label: RowView<'_>| {
        Object::of(label, &columns(&["id", "tracking_number", "fulfillment_id"], &ALL_TIMES))
            .nulls(&["idempotency_key", "metadata"])
            .with("url", json(label.get("tracking_url")))
            .end()
    };
    let names = columns(&["id", "location_id", "data", "shipped_at", "canceled_at", "metadata"], &TIMES);
    Object::of(row, &names)
        .nulls(&["claim_order_id", "swap_id", "idempotency_key"])
        .with("order_id", of.id())
        .with("no_notification", json(of.order.get("no_notification")))
        .with("provider_id", naming::provider(row.text("provider_id")))
        .with("tracking_numbers", numbers().collect::<Vec<_>>())
        .with_if(selection.has("fulfillments.items"), "items", || row.children("items").map(item).collect())
        .with_if(selection.has("fulfillments.tracking_links"), "tracking_links", || {
            row.children("labels").map(link).collect()
        })
        .end()
}

/// The region, with the usual rate of the country that the order goes to.
pub(super) fn region(of: Of<'_>, shop: &Shop) -> Json {
    let Some(row) = of.order.child("region") else { return Json::Null };
    let country = of.order.child("shipping_address").map_or("", |address| address.text("country_code"));
    Object::of(row, &columns(&["id", "name", "currency_code", "automatic_taxes", "metadata"], &ALL_TIMES))
        .nulls(&["tax_code", "tax_provider_id"])
        .with("tax_rate", decimal(shop.rate(country)))
        .with("gift_cards_taxable", true)
        .end()
}

pub(super) fn tax_line(row: RowView<'_>, key: &str, owner: RowView<'_>) -> Json {
    Object::of(row, &columns(&["id", "code", "metadata"], &TIMES))
        .with("rate", decimal(number(row, "rate")))
        .with("name", json(row.get("description")))
        .with(key, owner.text("id"))
        .end()
}

pub(super) fn adjustment(of: Of<'_>, row: RowView<'_>, item: RowView<'_>) -> Json {
    let told = ["description", "code"].map(|name| row.get(name)).into_iter().find(|text| !text.is_null());
    Object::of(row, &["id"])
        .nulls(&["metadata"])
        .with("item_id", item.text("id"))
        .with("description", told.map_or(Json::Null, json))
        .with("discount_id", json(row.get("promotion_id")))
        .with("amount", of.minor(row, "amount"))
        .end()
}

pub(super) fn variant(row: RowView<'_>) -> Json {
    let names = [
        "id",
        "title",
        "product_id",
        "sku",
        "barcode",
        "ean",
        "upc",
        "variant_rank",
        "allow_backorder",
        "manage_inventory",
        "hs_code",
        "origin_country",
        "mid_code",
        "material",
        "weight",
        "length",
        "height",
        "width",
        "metadata",
    ];
    Object::of(row, &columns(&names, &ALL_TIMES)).end()
}

pub(super) fn shipping_option(of: Of<'_>, row: RowView<'_>, method: RowView<'_>) -> Json {
    let kind = naming::price_type(row.text("price_type"));
    let amount = (kind == "flat_rate").then(|| of.minor(method, "amount"));
    Object::of(row, &columns(&["id", "name", "data", "metadata"], &ALL_TIMES))
        .with("region_id", json(of.order.get("region_id")))
        .with("profile_id", json(row.get("shipping_profile_id")))
        .with("provider_id", naming::provider(row.text("provider_id")))
        .with("price_type", kind)
        .with("amount", amount.map_or(Json::Null, Json::from))
        .with("is_return", false)
        .with("admin_only", false)
        .end()
}
