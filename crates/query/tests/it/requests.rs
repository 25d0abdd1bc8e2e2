//! Questions: by type, with limits, with what must be there; and as clients write them.

use crate::library::{Book, Shelf};
use crate::world::{each, ids};
use serde_json::{Value as Json, json};
use stheno_kernel::ErrorKind;
use stheno_query::{GraphRequest, Limits};

#[tokio::test(flavor = "multi_thread")]
async fn entities_go_by_type_and_by_every_name() {
    each(async |world| {
        let typed = world.rows(GraphRequest::of::<Shelf>().fields(["id"])).await;
        for name in ["shelf", "shelves"] {
            assert_eq!(world.rows(GraphRequest::new(name).fields(["id"])).await, typed);
        }
        let links = world.rows(GraphRequest::new("book_author").fields(["book.title", "share"])).await;
        assert_eq!(links[0]["book"], json!({ "id": "b1", "title": "Atlas of Rivers" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_must_be_there() {
    let cases = [
        (json!({ "id": "b1" }), Ok("b1")),
        (json!({ "id": ["b1", "b3"] }), Ok("b1 b3")),
        (json!({ "id": { "$in": ["b1", "b2"] }, "pages": { "$gt": 0 } }), Ok("b1 b2")),
        (json!({ "id": [] }), Ok("")),
        (json!({ "title": "Cats" }), Ok("b3")),
        (json!({ "id": "b9" }), Err("Book id not found: b9")),
        (json!({ "id": ["b8", "b1", "b4", "b8"] }), Err("Book id not found: b8, b4")),
        (json!({ "id": "b1", "pages": 50 }), Err("Book id not found: b1")),
        (json!({ "title": ["Cats", "Dogs"] }), Err("Book title not found: Dogs")),
        (json!({ "pages": 50 }), Err("Book: Primary key(s) [id, code, title] not found in filters")),
        (json!({ "id": null }), Err("Book: Value for primary key id not found in filters")),
        (json!({ "id": { "$ne": "b1" } }), Err("Book: Value for primary key id not found in filters")),
    ];
    each(async |world| {
        for (filter, expected) in &cases {
            let question = GraphRequest::of::<Book>().fields(["id"]).throw_if_key_not_found();
            match (world.graph.query(&world.database, question.filter(filter.clone())).await, expected) {
                (Ok(answer), Ok(found)) => assert_eq!(ids(&answer.to_json()), *found, "{filter}"),
                (Err(error), Err(sentence)) => {
                    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, *sentence))
                }
                (answered, _) => panic!("{filter}: {:?}", answered.map(|answer| answer.to_json())),
            }
        }
        let question = GraphRequest::new("book").fields(["pages"]).throw_if_key_not_found();
        let question = question.filter(json!({ "title": "Cats" }));
        assert_eq!(world.rows(question).await, json!([{ "pages": 50 }]));
        // A page shows fewer rows than there are.
        let page = GraphRequest::new("book").fields(["id"]).filter(json!({ "id": ["b1", "b2"] }));
        assert_eq!(ids(&world.rows(page.throw_if_key_not_found().page(0, 1)).await), "b1");
        let tag = GraphRequest::new("tag").fields(["code"]).filter(json!({ "code": "none" }));
        assert_eq!(world.refused(tag.throw_if_key_not_found()).await.message(), "Tag code not found: none");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_other_modules_must_be_there() {
    let book = |id: &str| {
        GraphRequest::new("book").fields(["id", "author.name", "currency.name"]).filter(json!({ "id": id }))
    };
    each(async |world| {
        assert_eq!(ids(&world.rows(book("b1").throw_if_relation_not_found()).await), "b1");
        // The author of b3 is deleted.
        let refused = world.refused(book("b3").throw_if_relation_not_found()).await;
        assert_eq!((refused.kind(), refused.message()), (ErrorKind::NotFound, "Author id not found: a3"));
        let to_people = book("b3").throw_if_relations_not_found(["people"]);
        assert_eq!(world.refused(to_people).await.message(), "Author id not found: a3");
        // It has no currency, which is not one that is missing.
        assert_eq!(ids(&world.rows(book("b3").throw_if_relations_not_found(["money"])).await), "b3");
        // Nobody is linked with a3 but by the link of b3: the rows of the link itself are asked for as well.
        let linked = GraphRequest::new("author").fields(["id", "books.id"]).with_deleted(true);
        assert_eq!(ids(&world.rows(linked.clone().throw_if_relation_not_found()).await), "a1 a2 a3");
        // Within a module nothing is missed.
        let shelf = GraphRequest::new("book").fields(["id", "cover.url"]).filter(json!({ "id": "b3" }));
        assert_eq!(ids(&world.rows(shelf.throw_if_relation_not_found()).await), "b3");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_limits_allow_is_refused() {
    let limits = Limits { depth: Some(3), take: Some(10) };
    let parse = |json: Json| GraphRequest::parse(&json).unwrap().limits(limits);
    let cases = [
        (
            json!({ "entity": "book", "fields": ["shelf.parent.parent.id"] }),
            "Fields may not lie deeper than 3 names: shelf.parent.parent.id...",
        ),
        (
            json!({ "entity": "book", "fields": ["id"], "filters": { "shelf": { "parent": { "parent": { "id": "s1" } } } } }),
            "Fields may not lie deeper than 3 names: shelf.parent.parent.id...",
        ),
        (
            json!({ "entity": "book", "fields": ["id"], "pagination": { "order": { "shelf.parent.parent.id": "ASC" } } }),
            "Fields may not lie deeper than 3 names: shelf.parent.parent.id...",
        ),
        (
            json!({ "entity": "book", "fields": ["id"], "pagination": { "take": 11 } }),
            "take may not be more than 10, received 11",
        ),
        (
            json!({ "entity": "shelf", "fields": ["books.id"], "pagination": { "relations": { "books": { "take": 11 } } } }),
            "take of relation 'books' may not be more than 10, received 11",
        ),
    ];
    each(async |world| {
        for (question, sentence) in &cases {
            let refused = world.refused(parse(question.clone())).await;
            assert_eq!(
                (refused.kind(), refused.message()),
                (ErrorKind::InvalidData, *sentence),
                "{question}"
            );
        }
        let within =
            parse(json!({ "entity": "book", "fields": ["shelf.parent.id"], "pagination": { "take": 10 } }));
        assert_eq!(world.rows(within).await.as_array().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_rows_of_relations_are_seen_by_request() {
    each(async |world| {
        let shelf = || GraphRequest::new("shelf").fields(["id", "shelves.id"]).filter(json!({ "id": "s1" }));
        assert_eq!(ids(&world.rows(shelf()).await[0]["shelves"]), "s2");
        assert_eq!(ids(&world.rows(shelf().with_deleted_in(["shelves"])).await[0]["shelves"]), "s2 s3");
        let cover = || GraphRequest::new("book").fields(["id", "cover.url"]).filter(json!({ "id": "b3" }));
        assert_eq!(world.rows(cover()).await[0]["cover"], json!(null));
        assert_eq!(
            world.rows(cover().with_deleted_in(["cover"])).await[0]["cover"],
            json!({ "url": "c2.png" })
        );
        // A context speaks of a relation, and deleted rows are asked for.
        let asked = |with_deleted: bool| {
            GraphRequest::parse(&json!({
                "entity": "book", "fields": ["id", "author.name"], "filters": { "id": "b3" },
                "with_deleted": with_deleted, "context": { "author": { "any": 1 } },
            }))
            .unwrap()
        };
        assert_eq!(world.rows(asked(false)).await[0].get("author"), None);
        assert_eq!(world.rows(asked(true)).await[0]["author"], json!({ "id": "a3", "name": "Cy" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_read_from_json() {
    each(async |world| {
        let question = GraphRequest::parse(&json!({
            "entity": "shelves",
            "fields": ["name", "books.title", "books.tags.code"],
            "filters": { "books": { "pages": { "$gte": 50 } } },
            "pagination": {
                "skip": 0,
                "take": 5,
                "order": { "parent": { "name": "desc" }, "name": "ASC" },
                "relations": { "books": { "skip": 1, "take": 1, "order": { "title": "Desc" }, "filters": { "type": ["novel", "atlas"] } } },
            },
            "context": { "fame": 3 },
            "options": { "throw_if_key_not_found": false, "throw_if_relation_not_found": ["people"] },
        }))
        .unwrap();
        assert_eq!(question.client_context(), Some(&json!({ "fame": 3 })));
        let answer = world.graph.query(&world.database, question).await.unwrap();
        assert_eq!(answer.metadata(), Some((0, Some(5), 2)));
        let expected = json!([
            { "name": "Shelf s1", "books": [{ "id": "b1", "title": "Atlas of Rivers", "tags": [{ "code": "maps" }] }] },
            { "name": "Shelf s2", "books": [] },
        ]);
        assert_eq!(answer.to_json(), expected);
        let metadata = async |pagination: Json| {
            let json = json!({ "entity": "book", "fields": ["id"], "pagination": pagination });
            let answer = world.graph.query(&world.database, GraphRequest::parse(&json).unwrap()).await.unwrap();
            (answer.len(), answer.metadata())
        };
        assert_eq!(metadata(json!({ "skip": 0, "take": 0 })).await, (0, Some((0, Some(0), 3))));
        assert_eq!(metadata(json!({ "skip": 2 })).await, (1, Some((2, None, 3))));
        assert_eq!(metadata(json!({ "take": 2 })).await, (2, None));
        assert_eq!(metadata(json!({})).await, (3, None));
    })
    .await;
}

#[test]
fn questions_that_make_no_sense_are_refused_by_path() {
    let cases = [
        (json!([]), "Invalid query: an object is expected, received []"),
        (json!({ "fields": ["id"] }), "Invalid query: entity must be a text, received null"),
        (json!({ "entity": "book" }), "Invalid query: fields must be a list of texts, received null"),
        (
            json!({ "entity": "book", "fields": ["id", 5] }),
            "Invalid query: fields.1 must be a text, received 5",
        ),
        (
            json!({ "entity": "book", "fields": ["~id"] }),
            "Invalid query: fields.0 must be the path of a field, received \"~id\"",
        ),
        (
            json!({ "entity": "book", "fields": [], "filter": {} }),
            "Invalid query: filter is not known, only entity, fields, filters, pagination, context, with_deleted, options",
        ),
        (
            json!({ "entity": "book", "fields": [], "filters": null }),
            "Invalid query: filters must be an object, received null",
        ),
        (
            json!({ "entity": "book", "fields": [], "with_deleted": "yes" }),
            "Invalid query: with_deleted must be true or false, received \"yes\"",
        ),
        (
            json!({ "entity": "book", "fields": [], "pagination": { "take": -1 } }),
            "Invalid query: pagination.take must be a whole number of zero or more, received -1",
        ),
        (
            json!({ "entity": "book", "fields": [], "pagination": { "order": { "shelf": { "name": "up" } } } }),
            "Invalid query: pagination.order.shelf.name must be \"ASC\" or \"DESC\", received \"up\"",
        ),
        (
            json!({ "entity": "book", "fields": [], "pagination": { "limit": 1 } }),
            "Invalid query: pagination.limit is not known, only skip, take, order, relations",
        ),
        (
            json!({ "entity": "book", "fields": [], "pagination": { "relations": { "tags": { "filters": 1 } } } }),
            "Invalid query: pagination.relations.tags.filters must be an object, received 1",
        ),
        (
            json!({ "entity": "book", "fields": [], "options": { "throw_if_relation_not_found": "people" } }),
            "Invalid query: options.throw_if_relation_not_found must be a list of texts, received \"people\"",
        ),
    ];
    for (json, sentence) in cases {
        match GraphRequest::parse(&json) {
            Ok(_) => panic!("parsed: {json}"),
            Err(error) => {
                assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidData, sentence), "{json}")
            }
        }
    }
}
