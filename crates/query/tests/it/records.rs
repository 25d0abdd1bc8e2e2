//! What records look like: lists, null, absent members, stubs, versioned rows, links.

use crate::library::Book;
use crate::world::{World, at, each};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use stheno_database::{Expr, Update};
use stheno_kernel::{IdGenerator, JsonText, Stamp};
use stheno_model::{Model as _, Records as _};
use stheno_query::GraphRequest;

async fn one(world: &World, entity: &str, id: &str, fields: &[&str]) -> Json {
    let question = GraphRequest::new(entity).fields(fields.iter().copied()).filter(json!({ "id": id }));
    world.rows(question).await[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_empty_and_records_null_within_a_module() {
    each(async |world| {
        let shown = one(world, "book", "b3", &["id", "tags.code", "cover.url", "blurb.text"]).await;
        assert_eq!(shown, json!({ "id": "b3", "tags": [], "cover": null }));
        let shown = one(world, "shelf", "s1", &["id", "parent.name", "shelves.name"]).await;
        assert_eq!(
            shown,
            json!({ "id": "s1", "parent": null, "shelves": [{ "id": "s2", "name": "Shelf s2" }] })
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_absent_where_they_lead_nowhere() {
    each(async |world| {
        // The author of b3 is deleted: the link dangles.
        let shown =
            one(world, "book", "b3", &["id", "author.name", "currency.name", "author_link.author.name"])
                .await;
        let link = json!({ "book_id": "b3", "author_id": "a3" });
        assert_eq!(shown, json!({ "id": "b3", "currency_code": null, "author_link": link }));
        let shown = one(world, "book", "b1", &["author.name", "currency.name", "currency_code"]).await;
        let author = json!({ "id": "a1", "name": "Ada" });
        let currency = json!({ "code": "eur", "name": "Euro" });
        assert_eq!(
            shown,
            json!({ "id": "b1", "author": author, "currency": currency, "currency_code": "eur" })
        );
        let shown = one(world, "author", "a1", &["books.title"]).await;
        assert_eq!(shown, json!({ "id": "a1", "books": [{ "id": "b1", "title": "Atlas of Rivers" }] }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_one_that_finds_several_shows_a_list() {
    each(async |world| {
        let stamp = Stamp::new(at(0), Arc::new(IdGenerator::default()));
        let book = Book {
            id: "b5".into(),
            currency_code: Some("eur".into()),
            shelf_id: "s1".into(),
            data: JsonText::from_trusted("{}"),
            ..Book::new(&stamp)
        };
        world.database.transaction(|tx| async move { tx.insert_one(book).await }).await.unwrap();
        let rows = world.rows(GraphRequest::new("currency").fields(["priced.id"])).await;
        // What joins the two modules shows at both ends.
        let priced = |id: &str, code: &str| json!({ "id": id, "currency_code": code });
        let several = json!([priced("b1", "eur"), priced("b5", "eur")]);
        assert_eq!(rows[0], json!({ "code": "eur", "priced": several }));
        assert_eq!(rows[1], json!({ "code": "usd", "priced": priced("b2", "usd") }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_row_stands_beside_what_lies_behind_it() {
    each(async |world| {
        let author = json!({ "id": "a1", "name": "Ada" });
        // Behind a shortcut the link row stays hidden; asked for by itself, it shows no more than was asked of it.
        assert_eq!(one(world, "book", "b1", &["author.name"]).await, json!({ "id": "b1", "author": author }));
        let both = one(world, "book", "b1", &["author_link.share", "author.name"]).await;
        assert_eq!((&both["author"], &both["author_link"]["share"]), (&author, &json!(9.5)));
        assert_eq!(both["author_link"].get("author"), None);
        // No link, a dismissed one and one that dangles look the same.
        let dismiss = Update {
            table: "book_author",
            set: vec![("deleted_at", Expr::param(at(1)))],
            filter: Expr::column("book_id").eq("b2"),
            returning: Vec::new(),
        };
        world.database.transaction(|tx| async move { tx.execute(dismiss).await }).await.unwrap();
        for id in ["b2", "b3"] {
            assert_eq!(one(world, "book", id, &["author.name"]).await, json!({ "id": id }));
        }
        assert_eq!(one(world, "author", "a2", &["books.id"]).await, json!({ "id": "a2", "books": [] }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_may_be_absent_rather_than_null() {
    each(async |world| {
        assert_eq!(one(world, "book", "b2", &["published_at"]).await, json!({}));
        let shown = one(world, "book", "b1", &["id", "published_at", "blurb.text"]).await;
        let blurb = json!({ "text": "Wet." });
        assert_eq!(shown, json!({ "id": "b1", "published_at": "2026-02-02T02:40:05.000Z", "blurb": blurb }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_relation_shows_the_key_that_is_held() {
    each(async |world| {
        let shown = one(world, "book", "b1", &["shelf", "cover", "tags", "blurb", "author"]).await;
        assert_eq!(shown, json!({ "shelf": { "id": "s1" }, "cover": { "id": "c1" } }));
        assert_eq!(one(world, "book", "b2", &["cover"]).await, json!({ "cover": null }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_fields_of_a_nested_record_come_with_stubs() {
    each(async |world| {
        let shown = one(world, "shelf", "s2", &["id", "*books"]).await;
        let book = &shown["books"][0];
        // A record that holds our key is hinted at as well.
        let first = &one(world, "shelf", "s1", &["*books"]).await["books"][0];
        assert_eq!(first["blurb"], json!({ "id": "bl1" }));
        // The shelf is where we come from, the cover is not.
        assert_eq!((&book["cover"], &book["blurb"]), (&json!({ "id": "c2" }), &json!(null)));
        assert_eq!(book.get("shelf"), None);
        assert_eq!((&book["shelf_id"], &book["price"]), (&json!("s2"), &json!(30.5)));
        assert_eq!(book["raw_price"], json!({ "value": "30.5", "precision": 20 }));
        let root = one(world, "book", "b3", &["*"]).await;
        assert_eq!((&root["cover"], &root["shelf"]), (&json!({ "id": "c2" }), &json!({ "id": "s2" })));
        assert_eq!(root["languages"], json!(["en"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versioned_rows_lay_over_the_record() {
    each(async |world| {
        let shown = one(world, "shelf", "s1", &["lent.title", "lent.loan.version"]).await;
        let loan = json!({ "version": 2 });
        let lent = json!([
            { "title": "Bread & 100% Butter", "loan": loan },
            { "title": "Lent cats", "loan": loan },
        ]);
        assert_eq!(shown, json!({ "lent": lent }));
        let whole = one(world, "shelf", "s1", &["lent.*", "notes.id"]).await;
        assert_eq!(
            (&whole["lent"][1]["own_title"], &whole["lent"][1]["title"]),
            (&json!("Cats"), &json!("Lent cats"))
        );
        assert_eq!(whole["lent"][1]["loan"]["id"], json!("o2"));
        // Of the notes, those on the shelf's version.
        assert_eq!(whole["notes"], json!([{ "id": "n2" }]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_several_share_are_shown_with_each() {
    each(async |world| {
        let question =
            GraphRequest::new("book").fields(["shelf.books.id"]).filter(json!({ "id": ["b1", "b2", "b3"] }));
        let rows = world.rows(question).await;
        let upper = json!({ "id": "s1", "books": [{ "id": "b1" }, { "id": "b2" }] });
        assert_eq!((&rows[0]["shelf"], &rows[1]["shelf"]), (&upper, &upper));
        assert_eq!(rows[2]["shelf"], json!({ "id": "s2", "books": [{ "id": "b3" }] }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_read_by_name() {
    each(async |world| {
        let question =
            GraphRequest::new("shelf").fields(["name"]).hidden(["books.tags.code", "books.shelf_id"]);
        let answer = world.graph.query(&world.database, question).await.unwrap();
        let first = answer.first().unwrap();
        assert_eq!((answer.len(), first.text("name"), first.text("nothing")), (2, "Shelf s1", ""));
        let codes: Vec<&str> =
            first.children("books").flat_map(|b| b.children("tags")).map(|t| t.text("code")).collect();
        assert_eq!(codes, ["maps", "fiction"]);
        assert!(first.child("nothing").is_none());
        assert_eq!(answer.rows().parents().len(), 2);
        assert_eq!(answer.to_json()[0], json!({ "name": "Shelf s1" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_records_than_one_statement_joins() {
    each(async |world| {
        // Thirty-one shelves upwards, each joined to the one below; then another way, past the limit.
        let up = |n: usize| format!("{}id", "parent.".repeat(n));
        let question = GraphRequest::new("shelf").fields([up(31)]);
        assert_eq!(world.counted(question).await.2, 1);
        let both = GraphRequest::new("book").fields([
            format!("shelf.{}", up(30)),
            "cover.url".into(),
            "currency.name".into(),
        ]);
        let (rows, _, statements) = world.counted(both).await;
        assert_eq!(statements, 2);
        assert_eq!(rows[0]["cover"], json!({ "url": "c1.png" }));
        assert_eq!(rows[0]["currency"], json!({ "code": "eur", "name": "Euro" }));
    })
    .await;
}
