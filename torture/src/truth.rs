//! What the database holds, read through `POST /admin/query`: orders and everything that must stand beside them.

use crate::merchant::Merchant;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use stheno_kernel::Amount;

/// An amount or a quantity, as JSON has it: a number, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Option<serde_json::Number>")]
pub struct Figure(pub Amount);

impl TryFrom<Option<serde_json::Number>> for Figure {
    type Error = String;
    fn try_from(number: Option<serde_json::Number>) -> Result<Self, String> {
        let text = number.map_or_else(|| "0".to_owned(), |number| number.to_string());
        Amount::parse(&text).map(Self).ok_or(text)
    }
}

/// An order with its parts.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    pub id: String,
    pub email: Option<String>,
    pub created_at: String,
    pub total: Figure,
    pub item_total: Figure,
    pub shipping_total: Figure,
    pub cart: Option<Named>,
    pub items: Vec<Item>,
    pub shipping_methods: Vec<Named>,
    pub shipping_address: Option<Named>,
    pub payment_collections: Vec<Collection>,
}

/// A record of which only the id matters.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub id: String,
}

/// A line of an order.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    pub id: String,
    pub variant_id: Option<String>,
    pub quantity: Figure,
    pub unit_price: Figure,
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
}

/// What a promotion takes off a line.
#[derive(Clone, Debug, Deserialize)]
pub struct Adjustment {
    pub code: Option<String>,
    pub amount: Figure,
}

/// How an order is paid.
#[derive(Clone, Debug, Deserialize)]
pub struct Collection {
    pub id: String,
    pub status: String,
    pub amount: Figure,
    pub payments: Vec<Payment>,
}

/// A payment with the order that it pays.
#[derive(Clone, Debug, Deserialize)]
pub struct Payment {
    pub id: String,
    pub amount: Figure,
    pub payment_session_id: String,
    pub data: Option<Json>,
    pub captured_at: Option<String>,
    pub canceled_at: Option<String>,
    #[serde(default)]
    pub captures: Vec<Capture>,
    #[serde(default)]
    pub payment_collection: Option<Paid>,
}

/// Money that was taken.
#[derive(Clone, Debug, Deserialize)]
pub struct Capture {
    pub id: String,
    pub amount: Figure,
}

/// A payment collection, and the order that it belongs to.
#[derive(Clone, Debug, Deserialize)]
pub struct Paid {
    pub order: Option<Named>,
}

/// Stock that is promised.
#[derive(Clone, Debug, Deserialize)]
pub struct Reservation {
    pub id: String,
    pub line_item_id: Option<String>,
    pub inventory_item_id: String,
    pub location_id: String,
    pub quantity: Figure,
}

/// Stock at a place.
#[derive(Clone, Debug, Deserialize)]
pub struct Level {
    pub inventory_item_id: String,
    pub location_id: String,
    pub stocked_quantity: Figure,
    pub reserved_quantity: Figure,
}

/// A cart that was completed, with its order.
#[derive(Clone, Debug, Deserialize)]
pub struct Cart {
    pub id: String,
    pub order: Option<Named>,
}

/// A flow with a journal.
#[derive(Clone, Debug, Deserialize)]
pub struct Execution {
    pub workflow_id: String,
    pub transaction_id: String,
    pub state: String,
}

/// The rows.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Orders.
    pub orders: Vec<Order>,
    /// All payments, however old.
    pub payments: Vec<Payment>,
    /// Carts that were completed.
    pub carts: Vec<Cart>,
    /// All of them, however old.
    pub reservations: Vec<Reservation>,
    /// All of them.
    pub levels: Vec<Level>,
    /// What one piece of a variant takes out of stock, where it is not one.
    pub takes: HashMap<String, Amount>,
}

const ORDER: [&str; 24] = [
    "id",
    "email",
    "created_at",
    "total",
    "item_total",
    "shipping_total",
    "cart.id",
    "items.id",
    "items.variant_id",
    "items.quantity",
    "items.unit_price",
    "items.adjustments.code",
    "items.adjustments.amount",
    "shipping_methods.id",
    "shipping_address.id",
    "payment_collections.id",
    "payment_collections.status",
    "payment_collections.amount",
    "payment_collections.payments.id",
    "payment_collections.payments.amount",
    "payment_collections.payments.payment_session_id",
    "payment_collections.payments.data",
    "payment_collections.payments.captured_at",
    "payment_collections.payments.canceled_at",
];
const PAYMENT: [&str; 9] = [
    "id",
    "amount",
    "payment_session_id",
    "data",
    "captured_at",
    "canceled_at",
    "captures.id",
    "captures.amount",
    "payment_collection.order.id",
];
const RESERVATION: [&str; 5] = ["id", "line_item_id", "inventory_item_id", "location_id", "quantity"];
const LEVEL: [&str; 4] = ["inventory_item_id", "location_id", "stocked_quantity", "reserved_quantity"];
const EXECUTION: [&str; 3] = ["workflow_id", "transaction_id", "state"];

impl Truth {
    /// Reads it: of orders and carts what was made at or after `since` (the database's word for a time), or everything;
    /// and the orders `named`.
    pub async fn read(merchant: &mut Merchant, since: Option<&str>, named: &[&str]) -> Result<Self> {
        let new = |since| json!({ "$or": [{ "created_at": { "$gte": since } }, { "id": named }] });
        let made = since.map_or(json!({}), new);
        let ended =
            json!({ "completed_at": since.map_or(json!({ "$ne": null }), |since| json!({ "$gte": since })) });
        Ok(Self {
            orders: rows(merchant, "order", &ORDER, made).await?,
            payments: rows(merchant, "payment", &PAYMENT, json!({})).await?,
            carts: rows(merchant, "cart", &["id", "order.id"], ended).await?,
            reservations: rows(merchant, "reservation", &RESERVATION, json!({})).await?,
            levels: rows(merchant, "inventory_level", &LEVEL, json!({})).await?,
            takes: HashMap::new(),
        })
    }

    /// Flows that have neither ended nor been undone.
    pub async fn open_flows(merchant: &mut Merchant) -> Result<Vec<Execution>> {
        let open = json!({ "state": ["not_started", "invoking", "waiting_to_compensate", "compensating"] });
        rows(merchant, "workflow_execution", &EXECUTION, open).await
    }
}

async fn rows<T: DeserializeOwned>(
    merchant: &mut Merchant,
    entity: &str,
    fields: &[&str],
    filters: Json,
) -> Result<Vec<T>> {
    let records = merchant.query(entity, fields, filters).await?;
    let row =
        |record: Json| serde_json::from_value(record.clone()).with_context(|| format!("{entity}: {record}"));
    records.into_iter().map(row).collect()
}
