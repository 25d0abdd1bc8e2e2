//! Joined records, shared and narrowed lists, hidden fields, counts.

use crate::catalogue::ask;
use serde_json::json;
use stheno_query::GraphRequest;

#[tokio::test]
async fn a_record_hung_on_by_its_key_costs_no_statement() {
    let (rows, _, statements) = ask(GraphRequest::new("good").fields(["id", "kind.*"])).await;
    assert_eq!(
        rows,
        json!([{ "id": "cap", "kind_id": null, "kind": null }, { "id": "tee", "kind_id": "k", "kind": { "id": "k", "name": "Clothes" } }])
    );
    assert_eq!(statements, 1);
    let (rows, _, statements) =
        ask(GraphRequest::new("sort").fields(["id", "good.title", "good.kind.name"])).await;
    // Where a relation is called as its entity is, the keys that join the two show as well.
    let tee =
        json!({ "id": "tee", "title": "A tee", "kind_id": "k", "kind": { "id": "k", "name": "Clothes" } });
    let cap = json!({ "id": "cap", "title": "A cap", "kind_id": null, "kind": null });
    let expected = json!([
        { "id": "m", "good_id": "tee", "good": tee },
        { "id": "one", "good_id": "cap", "good": cap },
        { "id": "s", "good_id": "tee", "good": tee },
    ]);
    assert_eq!((rows, statements), (expected, 1));
}

#[tokio::test]
async fn a_page_brings_its_count_along() {
    let page = |skip, take| GraphRequest::new("good").fields(["id"]).page(skip, take);
    let (rows, count, statements) = ask(page(0, 1)).await;
    assert_eq!((rows, count, statements), (json!([{ "id": "cap" }]), Some(2), 1));
    // Beyond the last page no row does.
    let (rows, count, statements) = ask(page(5, 1)).await;
    assert_eq!((rows, count, statements), (json!([]), Some(2), 2));
    assert_eq!(ask(GraphRequest::new("good").fields(["id"])).await.1, None);
}

#[tokio::test]
async fn shared_rows_go_to_all_but_claimed_ones_to_their_claimant() {
    let (rows, _, statements) = ask(GraphRequest::new("sort").fields(["id", "pictures.id"])).await;
    let expected = json!([
        { "id": "m", "pictures": [{ "id": "p1" }, { "id": "p2" }] },
        { "id": "one", "pictures": [] },
        { "id": "s", "pictures": [{ "id": "p1" }] },
    ]);
    assert_eq!((rows, statements), (expected, 2));
}

#[tokio::test]
async fn a_shared_record_shows_what_the_row_between_names() {
    let (rows, ..) = ask(GraphRequest::new("good").fields(["id", "choices.id", "choices.values.id"])).await;
    let color = |values: &[&str]| {
        let values: Vec<_> = values.iter().map(|id| json!({ "id": id })).collect();
        json!([{ "id": "color", "values": values }])
    };
    let expected = json!([{ "id": "cap", "choices": color(&["red"]) }, { "id": "tee", "choices": color(&["blue", "red"]) }]);
    assert_eq!(rows, expected);
    // Reached by itself it shows all.
    let (rows, ..) = ask(GraphRequest::new("choice").fields(["values.id"])).await;
    assert_eq!(rows[0]["values"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn hidden_fields_are_fetched_and_not_shown() {
    let question = || GraphRequest::new("sort").fields(["id"]).filter(json!({ "id": "m" }));
    let (rows, _, statements) = ask(question().hidden(["remarks.id"])).await;
    assert_eq!((rows, statements), (json!([{ "id": "m" }]), 2));
    // Records that count none are not asked for.
    let none = GraphRequest::new("sort").fields(["id"]).filter(json!({ "notes": 0 }));
    assert_eq!(ask(none.hidden(["remarks.id"])).await.2, 1);
}

#[tokio::test]
async fn relations_can_be_narrowed() {
    let question =
        GraphRequest::new("good").fields(["id", "sorts.id"]).narrow("sorts", json!({ "code": "code-s" }));
    let (rows, ..) = ask(question).await;
    assert_eq!(rows, json!([{ "id": "cap", "sorts": [] }, { "id": "tee", "sorts": [{ "id": "s" }] }]));
}

#[tokio::test]
async fn q_matches_texts_of_searched_relations() {
    let found = |q: &str| GraphRequest::new("good").fields(["id"]).filter(json!({ "q": q }));
    assert_eq!(ask(found("CODE-M")).await.0, json!([{ "id": "tee" }]));
    assert_eq!(ask(found("a cap")).await.0, json!([{ "id": "cap" }]));
    assert_eq!(ask(found("nothing")).await.0, json!([]));
}
