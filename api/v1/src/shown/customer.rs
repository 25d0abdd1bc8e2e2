//! Customers and their addresses.

use super::cells::Object;
use super::{order_fields, orders};
use serde_json::{Value as Json, json};
use stheno_flows::v1::missing_customer;
use stheno_http::{Reply, Request, Result};
use stheno_query::{Answer, GraphRequest, RowView};
use stheno_v1::BILLING_ONLY;
use stheno_v1::rules::selection::Selection;

const COLUMNS: [&str; 10] = [
    "id",
    "email",
    "first_name",
    "last_name",
    "phone",
    "has_account",
    "created_at",
    "updated_at",
    "deleted_at",
    "metadata",
];
const ADDRESS: [&str; 15] = [
    "id",
    "created_at",
    "updated_at",
    "deleted_at",
    "company",
    "first_name",
    "last_name",
    "address_1",
    "address_2",
    "city",
    "country_code",
    "province",
    "postal_code",
    "phone",
    "metadata",
];

/// `{customer}` with both kinds of addresses.
pub(crate) async fn customer(request: &Request, id: &str) -> Result<Reply> {
    let found = find(request, id).await?;
    let shown = found.first().map(|row| {
        let billing = row.children("addresses").find(|address| is_set(*address, "is_default_billing"));
        let customer = with_book(record(row), row);
        customer.with("billing_address", billing.map_or(Json::Null, address)).end()
    });
    Ok(Reply::ok(&json!({ "customer": shown })))
}

/// `{customer}` without what hangs on it.
pub(crate) async fn bare_customer(request: &Request, id: &str) -> Result<Reply> {
    let found = find(request, id).await?;
    Ok(Reply::ok(&json!({ "customer": found.first().map(|row| record(row).end()) })))
}

/// `{customer}` as a login shows it: with the address book and the orders as they are stored.
pub(crate) async fn session(request: &Request, id: &str) -> Result<Reply> {
    let found = find(request, id).await?;
    let selection = Selection::raw();
    let mine = crate::orders::placed()
        .filter(json!({ "customer_id": id }))
        .fields(order_fields(&selection))
        .order("created_at", true)
        .order("id", true);
    let app = &request.ctx.app;
    let mine = app.graph().query(app.database(), mine).await?;
    let mine = orders(request, &mine, &selection).await?;
    let shown = found.first().map(|row| with_book(record(row), row).with("orders", mine).end());
    Ok(Reply::ok(&json!({ "customer": shown })))
}

/// Refuses a customer who is no longer there.
pub(crate) async fn require_customer(request: &Request, id: &str) -> Result<()> {
    let question = GraphRequest::new("customer").fields(["id"]).filter(json!({ "id": id }));
    let app = &request.ctx.app;
    let found = app.graph().query(app.database(), question).await?;
    if found.is_empty() { Err(missing_customer(id)) } else { Ok(()) }
}

async fn find(request: &Request, id: &str) -> Result<Answer> {
    let question = GraphRequest::new("customer")
        .fields(COLUMNS)
        .fields(ADDRESS.map(|name| format!("addresses.{name}")))
        .fields(["addresses.customer_id".to_owned(), "addresses.is_default_billing".to_owned()])
        .fields([format!("addresses.{BILLING_ONLY}.address_id")])
        .filter(json!({ "id": id }));
    let app = &request.ctx.app;
    let found = app.graph().query(app.database(), question).await?;
    if found.is_empty() { Err(missing_customer(id)) } else { Ok(found) }
}

/// The columns of a customer; of the addresses, it needs `id` and `is_default_billing`.
pub(super) fn record(row: RowView<'_>) -> Object {
    let billing = row.children("addresses").find(|address| is_set(*address, "is_default_billing"));
    let id = billing.map(|address| address.text("id"));
    Object::of(row, &COLUMNS).with("billing_address_id", id.map_or(Json::Null, Json::from))
}

fn with_book(customer: Object, row: RowView<'_>) -> Object {
    let is_in_book = |address: &RowView<'_>| address.child(BILLING_ONLY).is_none();
    let book: Vec<Json> = row.children("addresses").filter(is_in_book).map(address).collect();
    customer.with("shipping_addresses", book)
}

fn is_set(row: RowView<'_>, name: &str) -> bool {
    row.get(name).as_bool().unwrap_or_default()
}

/// An address of a customer's; one for bills only is nobody's.
fn address(row: RowView<'_>) -> Json {
    let owner = row.get("customer_id").as_str().filter(|_| row.child(BILLING_ONLY).is_none());
    Object::of(row, &ADDRESS).with("customer_id", owner.map_or(Json::Null, Json::from)).end()
}

/// An address of an order.
pub(super) fn order_address(row: RowView<'_>) -> Json {
    Object::of(row, &ADDRESS).with("customer_id", super::cells::json(row.get("customer_id"))).end()
}
