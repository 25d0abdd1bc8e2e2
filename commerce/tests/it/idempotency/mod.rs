//! `Idempotency-Key`: a request that is sent again gets the first answer again, and has no second effect.

mod every_door;
mod nodes;
mod outside;
mod rules;

use crate::bad_input::counts;
use serde_json::json;
use stheno_database::{Expr, Function, Select, Type, Update};
use stheno_testkit::{Answer, Call, Shop};

const TABLE: &str = "stheno_idempotency_key";

fn keyed(call: Call, key: &str) -> Call {
    call.header("idempotency-key", key)
}

/// What must be the same each time: status, body, and the headers that say something.
fn told(answer: &Answer) -> (u16, &str, Vec<(&str, &[u8])>) {
    let is_told = |name: &str| !matches!(name, "x-request-id" | "date" | "content-length");
    let headers = answer.headers.iter().filter(|(name, _)| is_told(name.as_str()));
    (
        answer.status.as_u16(),
        &answer.text,
        headers.map(|(name, value)| (name.as_str(), value.as_bytes())).collect(),
    )
}

#[track_caller]
fn same(first: &Answer, again: &Answer) {
    assert_eq!(told(first), told(again));
}

#[track_caller]
fn refused(answer: &Answer, status: u16, kind: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.json["type"].as_str()),
        (status, Some(kind)),
        "{}",
        answer.text
    );
    assert!(answer.json["message"].as_str().is_some_and(|message| !message.is_empty()), "{}", answer.text);
}

async fn count(shop: &Shop, table: &'static str, filter: Expr) -> i64 {
    let select =
        Select::from(table).expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int).filter(filter);
    let rows = shop.app.database().read(|tx| async move { tx.run(select).await });
    let rows: Result<_, stheno_kernel::Error> = rows.await;
    rows.unwrap().into_values()[0].as_int().unwrap()
}

/// Keys that have an answer.
async fn answered(shop: &Shop) -> i64 {
    count(shop, TABLE, Expr::column("answer").is_not_null()).await
}

/// Rows of everything, events, sessions and locks of flows included.
async fn rows(shop: &Shop) -> Vec<(&'static str, i64)> {
    let mut all = counts(shop).await;
    for table in ["stheno_outbox", "stheno_session", "stheno_flow_lock"] {
        all.push((table, count(shop, table, Expr::always()).await));
    }
    all
}

/// Has another attempt take over every key that is being worked on.
fn taking_over() -> Update {
    Update {
        table: TABLE,
        set: vec![("locked_by", Expr::param("another"))],
        filter: Expr::column("answer").is_null(),
        returning: vec![],
    }
}

/// An update of every key.
async fn set(shop: &Shop, column: &'static str, value: Expr) {
    let update =
        Update { table: TABLE, set: vec![(column, value)], filter: Expr::always(), returning: vec![] };
    let done = shop.app.database().transaction(|tx| async move { tx.execute(update).await });
    let done: Result<u64, stheno_kernel::Error> = done.await;
    assert!(done.unwrap() > 0);
}

/// A new cart.
fn create_cart(shop: &Shop, key: &str) -> Call {
    shop.post("/store/carts", json!({ "email": "a@b.test" })).key(key)
}
