//! Filters that are refused: each names entity, path and operator, and none of them ever means all rows.

use crate::world::each;
use serde_json::{Value as Json, json};
use stheno_kernel::ErrorKind;
use stheno_query::GraphRequest;

fn books(filter: Json) -> GraphRequest {
    GraphRequest::new("book").fields(["id"]).filter(filter)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused() {
    let cases = [
        (json!([]), "An object is expected as filters of entity 'Book', received []"),
        (json!(null), "An object is expected as filters of entity 'Book', received null"),
        (
            json!({ "pages": "many" }),
            "Field 'pages' of entity 'Book': operator $eq takes a whole number, received \"many\"",
        ),
        (
            json!({ "pages": { "$near": 1 } }),
            "Field 'pages' of entity 'Book': operator \"$near\" is not supported, did you mean \"$ne\"?",
        ),
        (
            json!({ "metadata": { "a": { "$inn": 1 } } }),
            "Field 'metadata' of entity 'Book' (at metadata.a): operator \"$inn\" is not supported, \
             did you mean \"$in\"?",
        ),
        (
            json!({ "shelf": { "books": { "price": { "$like": "1%" } } } }),
            "Field 'price' of entity 'Book' (at shelf.books.price): operator \"$like\" is not supported, \
             did you mean \"$lte\"?",
        ),
        (
            json!({ "is_lendable": { "$overlap": [] } }),
            "Field 'is_lendable' of entity 'Book': operator \"$overlap\" is not supported: \
             it takes $eq, $ne, $in, $nin, $is, $exists, $not, $and, $or",
        ),
        (
            json!({ "$xor": [] }),
            "Filters of entity 'Book': operator \"$xor\" is not supported, did you mean \"$or\"?",
        ),
        (
            json!({ "shelf": { "$and": 3 } }),
            "Operator $and takes filters that are not empty of entity 'Shelf' (at shelf), received 3",
        ),
        (json!({ "titel": "x" }), "Entity 'Book' does not have property 'titel', did you mean \"title\"?"),
        (
            json!({ "shelf": { "$or": [{ "parent.nam": "x" }] } }),
            "Entity 'Shelf' does not have property 'nam' (at shelf.parent.nam), did you mean \"name\"?",
        ),
        (
            json!({ "label": "x" }),
            "Property 'label' of entity 'Book' is computed: nothing is filtered or sorted by it",
        ),
        (
            json!({ "author_fame": 3 }),
            "Property 'fame' of entity 'Author' (at author_fame) is computed: nothing is filtered or sorted by it",
        ),
        (json!({ "secret": "xyzzy" }), "Entity 'Book' does not have property 'secret'"),
    ];
    each(async |world| {
        for (filter, sentence) in &cases {
            let refused = world.refused(books(filter.clone())).await;
            assert_eq!((refused.kind(), refused.message()), (ErrorKind::InvalidData, *sentence), "{filter}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_the_wrong_type_are_refused() {
    let cases = [
        json!({ "published_at": "yesterday" }),
        json!({ "published_at": 5 }),
        json!({ "published_at": { "$gt": null } }),
        json!({ "price": "x" }),
        json!({ "price": { "$gt": [1] } }),
        json!({ "price": 1e30 }),
        json!({ "weight": "NaN" }),
        json!({ "pages": 1.5 }),
        json!({ "pages": true }),
        json!({ "pages": {} }),
        json!({ "pages": { "$gt": 1, "colour": 2 } }),
        json!({ "pages": { "$in": 5 } }),
        json!({ "pages": { "$nin": null } }),
        json!({ "pages": { "$in": [5, "x"] } }),
        json!({ "pages": { "$and": 3 } }),
        json!({ "pages": { "$or": [] } }),
        json!({ "pages": { "$not": {} } }),
        json!({ "pages": { "$eq": { "$gt": 1 } } }),
        json!({ "pages": { "$exists": "yes" } }),
        json!({ "is_lendable": "perhaps" }),
        json!({ "is_lendable": 1 }),
        json!({ "title": true }),
        json!({ "title": { "name": "x" } }),
        json!({ "title": "zero\0" }),
        json!({ "title": { "$like": 5 } }),
        json!({ "title": { "$like": "odd\\" } }),
        json!({ "title": { "$re": "(" } }),
        json!({ "title": { "$re": "(?=x)" } }),
        json!({ "title": { "$fulltext": " " } }),
        json!({ "languages": 5 }),
        json!({ "languages": { "$contains": [5] } }),
        json!({ "languages": { "$in": [["en"]] } }),
        json!({ "metadata": {} }),
        json!({ "metadata": { "a": {} } }),
        json!({ "metadata": { "a": { "$gt": true } } }),
        json!({ "metadata": { "a": { "$eq": { "b": 1 } } } }),
        json!({ "metadata": { "a": { "$in": 1 } } }),
        json!({ "metadata": { "a": { "$gt": 1, "b": 2 } } }),
        json!({ "metadata": { "a": { "$like": 1 } } }),
        json!({ "metadata": { "a": { "$exists": 1 } } }),
        json!({ "metadata": { "a": [[1]] } }),
        json!({ "metadata": { "a": 1e60 } }),
        json!({ "shelf": true }),
        json!({ "shelf": { "$gt": null } }),
        json!({ "shelf": { "$or": [{}] } }),
        json!({ "$or": [] }),
        json!({ "$or": [{}] }),
        json!({ "$or": [{ "id": "b1" }, null] }),
        json!({ "$and": [] }),
        json!({ "$and": 3 }),
        json!({ "$not": {} }),
        json!({ "$not": null }),
        json!({ "$eq": "b1" }),
        json!({ "q": null }),
        json!({ "q": ["x"] }),
    ];
    each(async |world| {
        for filter in &cases {
            assert_eq!(world.refused(books(filter.clone())).await.kind(), ErrorKind::InvalidData, "{filter}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_and_width_are_limited() {
    each(async |world| {
        let refused = world.refused(books(json!({ format!("{}id", "shelf.".repeat(5_000)): 1 }))).await;
        assert!(refused.message().starts_with("Fields may not lie deeper than 8 names"));
        let mut nested = json!({ "id": "s1" });
        for _ in 0..100 {
            nested = json!({ "parent": nested });
        }
        world.refused(GraphRequest::new("shelf").fields(["id"]).filter(nested)).await;
        // As deep as may be, and as wide.
        let mut nested = json!({ "id": "s1" });
        for _ in 0..7 {
            nested = json!({ "$or": [{ "parent": nested }] });
        }
        assert_eq!(world.ids("shelf", nested).await, "");
        let wide = |n: usize| -> Vec<Json> { (0..n).map(|n| json!({ "pages": n })).collect() };
        assert_eq!(world.ids("book", json!({ "$or": wide(1_990) })).await, "b1 b2 b3");
        let refused = world.refused(books(json!({ "$or": wide(4_001) }))).await;
        assert_eq!(refused.message(), "Filters may not hold more than 4000 conditions");
        let mut inside = json!(1);
        for _ in 0..60 {
            inside = json!({ "a": inside });
        }
        world.refused(books(json!({ "metadata": inside }))).await;
        // Half of what the SQL of each database holds, one below the other.
        let mut nots = json!({ "id": "b1" });
        for _ in 0..60 {
            nots = json!({ "$not": nots });
        }
        assert_eq!(world.ids("book", nots).await, "b1");
    })
    .await;
}
