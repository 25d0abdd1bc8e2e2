//! Filters: every operator, nulls, JSON, relations and links, at the root and under `$or`, `$and`, `$not`.

use crate::world::{World, at, each, ids};
use serde_json::{Value as Json, json};
use stheno_query::GraphRequest;

async fn check(world: &World, entity: &str, cases: &[(Json, &str)]) {
    for (filter, expected) in cases {
        assert_eq!(world.ids(entity, filter.clone()).await, *expected, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_on_columns() {
    let books = [
        (json!({}), "b1 b2 b3"),
        (json!({ "id": "b1" }), "b1"),
        (json!({ "id": ["b1", "b3", "b4"] }), "b1 b3"),
        (json!({ "id": [] }), ""),
        (json!({ "pages": { "$eq": 50 } }), "b3"),
        (json!({ "pages": { "$ne": 50 } }), "b1 b2"),
        (json!({ "pages": { "$ne": [50, 125] } }), "b2"),
        (json!({ "pages": { "$gt": 125 } }), "b2"),
        (json!({ "pages": { "$gte": 125 } }), "b1 b2"),
        (json!({ "pages": { "$lt": "125" } }), "b3"),
        (json!({ "pages": { "$lte": 125, "$gt": 50 } }), "b1"),
        (json!({ "pages": { "$in": [50, 300] } }), "b2 b3"),
        (json!({ "pages": { "$nin": [50, 300] } }), "b1"),
        (json!({ "pages": { "$not": { "$gt": 125 } } }), "b1 b3"),
        (json!({ "pages": { "$or": [{ "$lt": 60 }, { "$gt": 200 }] } }), "b2 b3"),
        (json!({ "pages": { "$and": [{ "$lt": 260 }, { "$gt": 60 }] } }), "b1"),
        (json!({ "title": { "$like": "B%" } }), "b2"),
        (json!({ "title": { "$like": "b%" } }), ""),
        (json!({ "title": { "$ilike": "%RIVERS" } }), "b1"),
        (json!({ "title": { "$re": "^C.ts$" } }), "b3"),
        (json!({ "title": { "$fulltext": "butter bread" } }), "b2"),
        (json!({ "type": "atlas" }), "b1"),
        (json!({ "weight": { "$gte": 1.25 } }), "b1 b2"),
        (json!({ "price": { "$gt": 9.5 } }), "b1 b3"),
        (json!({ "price": "19.9" }), "b1"),
        (json!({ "is_lendable": "true" }), "b1"),
        (json!({ "is_lendable": { "$ne": true } }), "b2 b3"),
        (json!({ "published_at": { "$gte": at(5).to_string() } }), "b1"),
        (json!({ "published_at": { "$lt": at(5).to_string() } }), ""),
        (json!({ "languages": { "$contains": ["de", "en"] } }), "b1"),
        (json!({ "languages": { "$contains": [] } }), "b1 b2 b3"),
        (json!({ "languages": { "$contained": ["en", "fr"] } }), "b2 b3"),
        (json!({ "languages": { "$contained": [] } }), ""),
        (json!({ "languages": { "$overlap": ["de", "en"] } }), "b1 b2 b3"),
        (json!({ "languages": { "$overlap": "de" } }), "b1"),
        (json!({ "languages": ["de", "en"] }), "b1"),
        (json!({ "languages": { "$ne": ["de", "en"] } }), "b2 b3"),
        (json!({ "languages": { "$not": { "$contains": "de" } } }), "b2 b3"),
        (json!({ "title": { "$ilike": "%BUTTER" } }), "b2"),
        (json!({ "title": { "$like": "%100\\%%" } }), "b2"),
        (json!({ "title": { "$fulltext": "100%" } }), "b2"),
        (json!({ "title": { "$re": "(?i)^(?:atlas|CATS)" } }), "b1 b3"),
        (json!({ "pages": { "$in": [] } }), ""),
        (json!({ "pages": { "$nin": [] } }), "b1 b2 b3"),
        (json!({ "pages": { "$gt": 99_999_999_999_u64 } }), ""),
        (json!({ "pages": { "$in": ["50", 125] } }), "b1 b3"),
        (json!({ "pages": { "$or": [50, [300], { "$eq": 125 }] } }), "b1 b2 b3"),
        (json!({ "price": { "$lte": "19.900", "$gte": 7 } }), "b1 b2"),
        (json!({ "price": { "$in": [7, "30.50"] } }), "b2 b3"),
        (json!({ "weight": { "$in": [0.5, 3] } }), "b2 b3"),
        (json!({ "published_at": [at(5).to_string(), null] }), "b1 b2 b3"),
        (json!({ "published_at": { "$gt": "2026-02-02" } }), "b1"),
        (json!({ "is_lendable": [true, null] }), "b1"),
        (json!({ "is_lendable": { "$not": true } }), "b2 b3"),
    ];
    each(async |world| check(world, "book", &books).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nulls_are_asked_for_by_name_only() {
    let books = [
        (json!({ "currency_code": null }), "b3"),
        (json!({ "currency_code": { "$ne": null } }), "b1 b2"),
        (json!({ "currency_code": { "$ne": "eur" } }), "b2"),
        (json!({ "currency_code": ["eur", null] }), "b1 b3"),
        (json!({ "currency_code": { "$nin": ["eur", null] } }), "b2"),
        (json!({ "currency_code": { "$is": null } }), "b3"),
        (json!({ "currency_code": { "$is": "usd" } }), "b2"),
        (json!({ "currency_code": { "$exists": false } }), "b3"),
        (json!({ "currency_code": { "$exists": true } }), "b1 b2"),
        (json!({ "cover": null }), "b2 b3"),
        (json!({ "blurb": null, "author": null }), "b3"),
    ];
    each(async |world| check(world, "book", &books).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_looked_into() {
    let books = [
        (json!({ "metadata": { "colour": "red" } }), "b1"),
        (json!({ "metadata": { "colour": ["red", "blue"] } }), "b1 b2"),
        (json!({ "metadata": { "colour": { "$ne": "red" } } }), "b2"),
        (json!({ "metadata": { "colour": { "$in": ["red"] } } }), "b1"),
        (json!({ "metadata": { "colour": { "$nin": ["red"] } } }), "b2"),
        (json!({ "metadata": { "colour": { "$ilike": "BL%" } } }), "b2"),
        (json!({ "metadata": { "size": { "cm": "20" } } }), "b1"),
        (json!({ "metadata": { "size": { "cm": { "$eq": 20 } } } }), "b1"),
        (json!({ "metadata": { "size": null } }), "b2 b3"),
        (json!({ "metadata": null }), "b3"),
        (json!({ "data": { "a": { "b": 1 } } }), "b1"),
        (json!({ "metadata": { "it's a \"key\"": "x" } }), ""),
        (json!({ "metadata.size.cm": "20" }), "b1"),
        (json!({ "metadata": { "size": { "$not": null } } }), "b1"),
        (json!({ "metadata": { "$or": [{ "colour": "red" }, { "size": null }] } }), "b1 b2 b3"),
        (json!({ "data": { "list": { "$contains": 1.0 } } }), "b1"),
        (json!({ "data": { "$contains": { "a": { "b": 1 } } } }), "b1"),
        (json!({ "data": { "list": { "$contains": [2] } } }), ""),
        (json!({ "data.list.0": { "$gte": 1 } }), "b1"),
    ];
    each(async |world| check(world, "book", &books).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_and_links_are_gone_through() {
    let books = [
        (json!({ "shelf": { "name": "Shelf s2" } }), "b3"),
        (json!({ "shelf.name": "Shelf s2" }), "b3"),
        (json!({ "shelf": "s1" }), "b1 b2"),
        (json!({ "shelf": { "parent": { "id": "s1" } } }), "b3"),
        (json!({ "shelf": { "parent": null } }), "b1 b2"),
        (json!({ "tags": { "code": ["fiction", "maps"] } }), "b1 b2"),
        (json!({ "tags": { "code": "fiction" } }), "b2"),
        (json!({ "blurb": { "text": { "$like": "W%" } } }), "b1"),
        (json!({ "author": { "name": "Ada" } }), "b1"),
        (json!({ "author": { "awards": { "weight": { "$gt": 2 } } } }), "b1"),
        (json!({ "author": { "name": "Cy" } }), ""),
        (json!({ "author_link": { "author_id": ["a1", "a3"] } }), "b1 b3"),
        (json!({ "currency": { "name": "Euro" } }), "b1"),
        (json!({ "cover": { "url": "c2.png" } }), ""),
        (json!({ "shelf": { "$in": ["s2", "s9"] } }), "b3"),
        (json!({ "shelf": ["s2", "s9"] }), "b3"),
        (json!({ "shelf": { "id": { "$ne": "s2" } } }), "b1 b2"),
        (json!({ "cover": {} }), "b1"),
        (json!({ "cover": { "$ne": null } }), "b1"),
        (json!({ "cover": { "$exists": false } }), "b2 b3"),
        (json!({ "author_link": { "share": { "$gt": 10 } } }), "b2 b3"),
        (json!({ "author_link.share": { "$lte": 50 }, "author": { "$ne": null } }), "b1 b2"),
        (json!({ "author_link": { "author": { "name": "Ada" }, "share": 9.5 } }), "b1"),
        (json!({ "$or": [{ "author_link.share": 9.5 }, { "author_link": null }] }), "b1"),
    ];
    let links = [
        (json!({ "book": { "title": { "$like": "A%" } } }), "l1"),
        (json!({ "share": { "$in": [9.5, 10.25] }, "author": { "name": "Ben" } }), "l2"),
        (json!({ "$not": { "author": { "name": "Ben" } } }), "l1 l3"),
    ];
    let shelves = [
        (json!({ "shelves": { "id": "s2" } }), "s1"),
        (json!({ "shelves": { "id": "s3" } }), ""),
        (json!({ "lent": { "id": "b3" } }), "s1"),
        (json!({ "books": { "author": { "name": "Ben" } } }), "s1"),
        (json!({ "books": { "$not": { "id": ["b1", "b2"] } } }), "s2"),
        (json!({ "books": { "$or": [{ "id": "b3" }, { "tags": { "code": "maps" } }] } }), "s1 s2"),
    ];
    each(async |world| {
        check(world, "book", &books).await;
        check(world, "shelf", &shelves).await;
        check(world, "book_author", &links).await;
        check(world, "author", &[(json!({ "books": { "shelf": { "id": "s1" } } }), "a1 a2")]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_are_put_together_at_the_root() {
    let books = [
        (json!({ "$or": [{ "id": "b1" }, { "author": { "name": "Ben" } }] }), "b1 b2"),
        (json!({ "$and": [{ "pages": { "$gt": 60 } }, { "type": "novel" }] }), "b2"),
        (json!({ "$not": { "id": "b1" } }), "b2 b3"),
        (json!({ "$not": { "$or": [{ "id": "b1" }, { "tags": { "code": "fiction" } }] } }), "b3"),
        (json!({ "type": "novel", "$or": [{ "pages": 50 }, { "id": "b1" }] }), "b3"),
        (json!({ "q": "atlas" }), "b1"),
        (json!({ "q": "100%" }), "b2"),
        (json!({ "q": "300" }), "b2"),
        (json!({ "q": "" }), "b1 b2 b3"),
    ];
    each(async |world| {
        check(world, "book", &books).await;
        check(world, "shelf", &[(json!({ "q": "cats" }), "s2")]).await;
        let question = GraphRequest::new("book").fields(["id"]);
        let both = question.filter(json!({ "type": "novel" })).filter(json!({ "pages": 50 }));
        assert_eq!(ids(&world.rows(both).await), "b3");
        // Each branch of a union sees the deleted rows that the root is asked for.
        let any = json!({ "$or": [{ "id": "b4" }, { "author": { "name": "Ben" } }] });
        let question = |with| GraphRequest::new("book").fields(["id"]).filter(any.clone()).with_deleted(with);
        assert_eq!(ids(&world.rows(question(false)).await), "b2");
        assert_eq!(ids(&world.rows(question(true)).await), "b2 b4");
        let any =
            json!({ "$or": [{ "$or": [{ "id": "b4" }, { "author": { "name": "Ben" } }] }, { "id": "b3" }] });
        let question = GraphRequest::new("book").fields(["id"]).filter(any).with_deleted(true);
        assert_eq!(ids(&world.rows(question).await), "b2 b3 b4");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_other_versions_do_not_count() {
    let shelves = [
        (json!({ "notes": { "id": "n1" } }), ""),
        (json!({ "notes": { "id": "n2" } }), "s1"),
        (json!({ "$or": [{ "notes": { "id": "n1" } }, { "id": "s2" }] }), "s2"),
        (json!({ "id": "s1", "notes": { "id": "n1" } }), ""),
        (json!({ "id": "s1", "notes": { "id": "n2" } }), "s1"),
        (json!({ "id": ["s1", "s2"], "$not": { "notes": { "id": "n1" } } }), "s1 s2"),
    ];
    each(async |world| check(world, "shelf", &shelves).await).await;
}
