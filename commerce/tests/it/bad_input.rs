//! Every served route against input that no client should send: a 4xx with the contract's error, never a 5xx, and
//! nothing written.

use crate::doors::{Callers, Door, doors, is_error, none};
use crate::furnished::Furnished;
use crate::specimen::{self, Known};
use serde_json::Value as Json;
use stheno_commerce::commerce;
use stheno_database::{Expr, Function, Select, Statement, Type};
use stheno_http::BODY_LIMIT;
use stheno_testkit::{Answer, Shop, on_both};

/// Bodies that no schema accepts.
fn unreadable() -> Vec<(&'static str, String)> {
    vec![
        ("half an object", r#"{"a":"#.into()),
        ("no JSON", "{ not json".into()),
        ("a text", r#""text""#.into()),
        ("a number", "5".into()),
        ("two objects", "{}{}".into()),
        ("a lone surrogate", r#"{"a":"\ud800"}"#.into()),
        ("objects 20,000 deep", format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000))),
        ("lists 20,000 deep", format!("{}{}", "[".repeat(20_000), "]".repeat(20_000))),
        ("a name twice 9,000 times", format!("{{{}\"a\":1}}", r#""a":{"b":"#.repeat(9_000))),
    ]
}

#[tokio::test]
async fn an_unreadable_body_is_refused_and_changes_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let before = counts(&shop).await;
            let mut failures = Vec::new();
            for door in doors().iter().filter(|door| door.spec.has_body()) {
                let path = door.path_with("id_nothing");
                for (what, body) in unreadable() {
                    let answer = callers.call(&shop, door, &path).text(&body).send().await;
                    failures.extend(refused(door, what, &answer));
                }
                let limit = door.spec.body_limit.unwrap_or(BODY_LIMIT);
                let body = format!(r#"{{"a":"{}"}}"#, "x".repeat(limit));
                let answer = callers.call(&shop, door, &path).text(&body).send().await;
                if answer.status != 413 || !is_error(&answer.json) {
                    failures.push(failure(door, "a body beyond the limit", &answer));
                }
            }
            failures.extend(changes(&before, &counts(&shop).await));
            none(failures);
        },
    )
    .await;
}

#[tokio::test]
async fn unknown_members_and_wrong_types_are_refused_and_change_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let doors = doors();
            let furnished = Furnished::of(&shop, &callers, &doors).await;
            let before = counts(&shop).await;
            let mut failures = Vec::new();
            for door in &doors {
                let Some(schema) = schema(door) else { continue };
                let schema = specimen::object_of(&schema);
                let path = furnished.path(door);
                let base = furnished.body(door, schema);
                let mut bodies = specimen::wrong_types(schema, &base);
                if schema["additionalProperties"] == false {
                    let mut body = base;
                    body["unheard_of"] = 1.into();
                    bodies.push(("an unknown member".into(), body));
                }
                for (what, body) in bodies {
                    let answer = callers.call(&shop, door, &path).text(&body.to_string()).send().await;
                    failures.extend(refused(door, &what, &answer));
                }
            }
            failures.extend(changes(&before, &counts(&shop).await));
            none(failures);
        },
    )
    .await;
}

#[tokio::test]
async fn values_beyond_all_bounds_are_no_fault_of_ours() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, doors) = (Callers::of(&shop).await, doors());
            let furnished = Furnished::of(&shop, &callers, &doors).await;
            let (mut failures, mut accepted) = (Vec::new(), 0);
            // Shoppers first: what merchants do to the shop is not always good for it.
            for door in doors.iter().rev() {
                let Some(schema) = schema(door) else { continue };
                let path = furnished.path(door);
                let schema = specimen::object_of(&schema);
                for (what, body) in specimen::extremes(schema, &furnished.body(door, schema)) {
                    let call = callers.call(&shop, door, &path).text(&body.to_string());
                    let answer = call.send().await;
                    accepted += usize::from(answer.status.is_success());
                    failures.extend(sound(door, &what, &answer));
                }
            }
            assert!(accepted > 500, "only {accepted} requests got past the door");
            none(failures);
        },
    )
    .await;
}

/// Ids that name nothing.
const IDS: &[&str] = &[
    "id_nothing",
    "%00",
    "a%00b",
    "%F0%9F%98%80",
    "'%20OR%201=1%20--",
    "..%2F..%2Fetc%2Fpasswd",
    "%25s%25n",
    "undefined",
    "%FF%FE",
];

#[tokio::test]
async fn an_unknown_id_is_no_fault_of_ours() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let mut failures = Vec::new();
            let long = "x".repeat(5_000);
            for door in doors().iter().filter(|door| door.takes_id()) {
                let body = schema(door)
                    .map(|schema| specimen::valid(specimen::object_of(&schema), &Known::new()).to_string());
                for id in IDS.iter().copied().chain([long.as_str()]) {
                    let mut call = callers.call(&shop, door, &door.path_with(id));
                    if let Some(body) = &body {
                        call = call.text(body);
                    }
                    let shown = &id[..id.len().min(20)];
                    failures.extend(sound(door, &format!("the id {shown}"), &call.send().await));
                }
            }
            none(failures);
        },
    )
    .await;
}

/// Queries that clients may come up with.
const QUERIES: &[&str] = &[
    "limit=abc",
    "limit=-1",
    "limit=0",
    "limit=99999999999999999999999",
    "limit=1e400",
    "offset=-5",
    "offset=9223372036854775807",
    "offset=NaN",
    "order=nothing",
    "order=-",
    "order=id,id,id",
    "order=%00",
    "fields=nothing",
    "fields=*",
    "fields=,,,",
    "fields=%2B%2B%2B",
    "fields=id.id.id.id.id.id",
    "fields=*a.b.c,-id,%2Bx",
    "q=%00",
    "q=%25_%5C'%22",
    "id=%00",
    "id[]=a&id[]=b",
    "id[$eq]=a",
    "id[$regex]=(((",
    "created_at[$gt]=nonsense",
    "created_at=nonsense",
    "$and[0][id]=x&$or[0][id]=y",
    "unheard_of=1",
    "a[b][c][d][e][f][g][h]=1",
    "with_deleted=perhaps",
    "region_id=%00",
    "&&&===&?",
    "%",
];

#[tokio::test]
async fn an_odd_query_is_no_fault_of_ours() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let mut failures = Vec::new();
            for door in doors().iter().filter(|door| door.method == "GET") {
                let path = door.path_with("id_nothing");
                for query in QUERIES {
                    let answer = callers.call(&shop, door, &format!("{path}?{query}")).send().await;
                    failures.extend(sound(door, query, &answer));
                }
            }
            none(failures);
        },
    )
    .await;
}

pub fn schema(door: &Door) -> Option<Json> {
    Some(serde_json::from_str(door.spec.body_schema()?).expect("the contract is JSON"))
}

/// A failure unless the answer is a 4xx with the contract's error.
fn refused(door: &Door, what: &str, answer: &Answer) -> Option<String> {
    let is_refusal = answer.status.is_client_error() && is_error(&answer.json);
    (!is_refusal).then(|| failure(door, what, answer))
}

/// A failure if the answer is a 5xx, or a 4xx without the contract's error.
pub fn sound(door: &Door, what: &str, answer: &Answer) -> Option<String> {
    let says_why = !answer.status.is_client_error() || is_error(&answer.json) || answer.status == 401;
    (answer.status.is_server_error() || !says_why).then(|| failure(door, what, answer))
}

fn failure(door: &Door, what: &str, answer: &Answer) -> String {
    let text: String = answer.text.chars().take(200).collect();
    format!("{} with {what}: {} {text}", door.name(), answer.status.as_u16())
}

/// Rows of every table.
pub async fn counts(shop: &Shop) -> Vec<(&'static str, i64)> {
    let schema = stheno_schema::schema();
    let tables: Vec<&'static str> = schema
        .models
        .iter()
        .map(|meta| meta.table)
        .chain(schema.extra.iter().map(|table| table.name))
        .collect();
    let count = |table: &&'static str| {
        Statement::from(Select::from(table).expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int))
    };
    let statements: Vec<Statement> = tables.iter().map(count).collect();
    let rows = shop.app.database().read(move |tx| async move { tx.run_all(statements).await });
    let rows: Result<_, stheno_kernel::Error> = rows.await;
    let number = |rows: stheno_database::Rows| {
        rows.into_values().first().and_then(|v| v.as_int()).expect("a count is a number")
    };
    tables.into_iter().zip(rows.expect("counting works").into_iter().map(number)).collect()
}

pub fn changes(before: &[(&'static str, i64)], after: &[(&'static str, i64)]) -> Vec<String> {
    let changed = before.iter().zip(after).filter(|(then, now)| then != now);
    changed.map(|((table, then), (_, now))| format!("{table} had {then} rows and has {now}")).collect()
}
