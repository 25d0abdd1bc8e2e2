//! Computed fields: what they need, what they bring along, where they are absent, how a shortcut lifts them.

use crate::world::each;
use serde_json::json;
use stheno_query::GraphRequest;

fn authors() -> GraphRequest {
    GraphRequest::new("author")
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_are_fetched_and_not_shown() {
    each(async |world| {
        let rows = world.counted(authors().fields(["id", "fame"])).await;
        assert_eq!(rows, (json!([{ "id": "a1", "fame": 5 }, { "id": "a2", "fame": 0 }]), None, 2));
        // What is needed may be shown as well.
        let rows =
            world.rows(authors().fields(["id", "fame", "awards.id"]).filter(json!({ "id": "a1" }))).await;
        assert_eq!(rows, json!([{ "id": "a1", "fame": 5, "awards": [{ "id": "w1" }, { "id": "w2" }] }]));
        let rows = world.rows(authors().fields(["fame"]).context("fame", 10_i64)).await;
        assert_eq!(rows[0]["fame"], json!(50));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_field_brings_another_along() {
    each(async |world| {
        let rows = world.rows(authors().fields(["id", "rank"])).await;
        assert_eq!(rows, json!([{ "id": "a1", "rank": 1, "name": "Ada" }, { "id": "a2", "name": "Ben" }]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_fields_come_with_some_and_hint_at_others() {
    each(async |world| {
        let rows = world.rows(authors().fields(["*"]).filter(json!({ "id": "a1" }))).await;
        assert_eq!(rows, json!([{ "id": "a1", "name": "Ada", "deleted_at": null, "motto": null }]));
        let rows = world.rows(authors().fields(["*", "motto"]).filter(json!({ "id": "a1" }))).await;
        assert_eq!(rows[0]["motto"], json!("Ada!"));
        let rows = world.rows(GraphRequest::new("book").fields(["*"])).await;
        assert_eq!(rows[0]["label"], json!("Atlas of Rivers (c1.png)"));
        // What is needed out of sight does not show; the record that a key leads to does, by that key.
        assert_eq!((&rows[2]["label"], &rows[2]["cover"]), (&json!("Cats (bare)"), &json!({ "id": "c2" })));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortcut_lifts_them() {
    each(async |world| {
        let rows = world.rows(GraphRequest::new("book").fields(["id", "author_fame"])).await;
        // The author of b3 is deleted.
        let expected =
            json!([{ "id": "b1", "author_fame": 5 }, { "id": "b2", "author_fame": 0 }, { "id": "b3" }]);
        assert_eq!(rows, expected);
        let nested = GraphRequest::new("shelf").fields(["books.author_fame"]).filter(json!({ "id": "s2" }));
        assert_eq!(world.rows(nested).await, json!([{ "books": [{ "id": "b3" }] }]));
        // Rows of the lifted field are not taken for those of the relation.
        let both =
            GraphRequest::new("book").fields(["author_fame", "author.fame"]).filter(json!({ "id": "b1" }));
        let expected = json!([{ "id": "b1", "author_fame": 5, "author": { "id": "a1", "fame": 5 } }]);
        assert_eq!(world.rows(both).await, expected);
    })
    .await;
}
