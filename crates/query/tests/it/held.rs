//! Rows that whoever asks holds: the answer is the same, and what is held is not read.

use crate::library::{Author, Award, Blurb, Book, Cover, Loan, Note, Shelf};
use crate::world::{World, each};
use serde_json::{Value as Json, json};
use stheno_database::{Alias, Expr, Later, Rows};
use stheno_kernel::Value;
use stheno_model::{Model, live_as, select_of};
use stheno_query::{GraphRequest, Held};

async fn rows_of<M: Model>(world: &World, filter: Expr) -> Vec<Vec<Value>> {
    let select = select_of::<M>().filter(filter).filter(live_as(M::meta(), Alias::ROOT));
    let read = world.database.read(|tx| async move { tx.run(select).await });
    read.await.unwrap().into_rows().collect()
}

/// All that hangs on the shelf `s1`.
async fn held(world: &World) -> Held {
    let mut held = Held::default();
    // Taken in any order, lists come in that of their keys.
    let mut books = rows_of::<Book>(world, Expr::column("shelf_id").eq("s1")).await;
    books.reverse();
    held.keep(Book::meta(), books);
    held.whole("book", "shelf_id", ["s1"]);
    held.keep(Shelf::meta(), rows_of::<Shelf>(world, Expr::column("id").eq("s1")).await);
    held.whole("shelf", "parent_id", Vec::<String>::new());
    held.keep(Cover::meta(), rows_of::<Cover>(world, Expr::always()).await);
    // A key that leads nowhere.
    held.whole("cover", "id", ["c2"]);
    held.keep(Blurb::meta(), rows_of::<Blurb>(world, Expr::always()).await);
    held.whole("blurb", "book_id", ["b1", "b2", "b3"]);
    let link = |book: &str, author: &str| vec![Value::from(book), Value::from(author)];
    held.keep_columns(
        "book_author",
        &["book_id", "author_id"],
        "book_id",
        [link("b1", "a1"), link("b2", "a2")],
    );
    held.whole("book_author", "book_id", ["b1", "b2"]);
    held.keep(Author::meta(), rows_of::<Author>(world, Expr::always()).await);
    held.keep(Award::meta(), rows_of::<Award>(world, Expr::always()).await);
    held.whole("award", "author_id", ["a1", "a2"]);
    held
}

fn shelf() -> GraphRequest {
    let fields = ["*", "books.*", "books.cover.url", "books.author.name", "books.author.fame", "books.label"];
    GraphRequest::new("shelf").fields(fields).filter(json!({})).filter(json!({ "id": "s1" }))
}

async fn both(world: &World, question: GraphRequest, held: &Held) -> (Json, u64, u64) {
    let (read, _, all) = world.counted(question.clone()).await;
    let (shown, _, rest) = world.counted(question.holding(held.clone())).await;
    assert_eq!(shown.to_string(), read.to_string());
    (shown, all, rest)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_not_read() {
    each(async |world| {
        let mut held = held(world).await;
        let (shown, all, rest) = both(world, shelf(), &held).await;
        assert_eq!(shown[0]["books"][0]["author"]["fame"], 5);
        assert!(all > 1 && rest == 0, "{all} {rest}");
        // Tags are not: they alone are read, for all that is held.
        let (shown, _, rest) = both(world, shelf().fields(["books.tags.code"]), &held).await;
        assert_eq!((shown[0]["books"][0]["tags"][0]["code"].as_str(), rest), (Some("maps"), 1));
        held.whole("book_tag", "book_id", ["b3"]);
        assert_eq!(both(world, shelf().fields(["books.tags.code"]), &held).await.2, 1);
        // A record that is no longer held is read, though others of its table are.
        held.drop_rows("author", &["a2".to_owned()]);
        assert_eq!(both(world, shelf(), &held).await.2, 1);
        held.clear("book");
        both(world, shelf(), &held).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_shows_as_held() {
    each(async |world| {
        let mut held = held(world).await;
        held.drop_rows("book", &["b1".to_owned()]);
        let mut rows = rows_of::<Book>(world, Expr::column("id").eq("b2")).await;
        let title = Book::meta().stored().position(|field| field.name == "title").unwrap();
        rows[0][title] = "Bread".into();
        held.keep(Book::meta(), rows);
        let shown = world.rows(shelf().holding(held)).await;
        let titles: Vec<_> =
            shown[0]["books"].as_array().unwrap().iter().map(|b| b["title"].clone()).collect();
        assert_eq!(titles, ["Bread"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_promised_is_held_once_it_came() {
    each(async |world| {
        let title = Book::meta().stored().position(|field| field.name == "title").unwrap();
        let titled = async |name: &str| {
            let mut rows = rows_of::<Book>(world, Expr::column("id").eq("b1")).await;
            rows[0][title] = name.into();
            rows
        };
        let shown = async |held: &Held| {
            let shown = world.rows(shelf().holding(held.clone())).await;
            shown[0]["books"][0]["title"].as_str().unwrap().to_owned()
        };
        let mut held = held(world).await;
        let rows = titled("Came").await;
        let width = rows[0].len();
        held.keep_later(Book::meta(), [Later::from(Rows::of_cells(rows.concat(), width))]);
        assert_eq!(shown(&held).await, "Came");
        held.keep(Book::meta(), titled("Newer").await);
        assert_eq!(shown(&held).await, "Newer");
        // Of what never came, and of what followed it, nothing is known: it is read.
        held.keep_later(Book::meta(), [Later::default()]);
        held.keep(Book::meta(), titled("Behind it").await);
        assert!(both(world, shelf(), &held).await.2 > 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_the_records_version_are_held() {
    each(async |world| {
        let mut held = held(world).await;
        held.keep(Loan::meta(), rows_of::<Loan>(world, Expr::always()).await);
        held.keep(Note::meta(), rows_of::<Note>(world, Expr::always()).await);
        held.whole("note", "shelf_id", ["s1"]);
        held.keep(Book::meta(), rows_of::<Book>(world, Expr::always()).await);
        let fields = ["id", "lent.*", "lent.loan.*", "lent.title", "notes.*"];
        let question = || GraphRequest::new("shelf").fields(fields).filter(json!({ "id": "s1" }));
        // Of the loans it is not known yet that they are all.
        let (shown, _, rest) = both(world, question(), &held).await;
        assert_eq!((shown[0]["lent"].as_array().map(Vec::len), rest), (Some(2), 1));
        held.whole("loan", "shelf_id", ["s1"]);
        assert_eq!(both(world, question(), &held).await.2, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_questions_are_read() {
    each(async |world| {
        let held = held(world).await;
        for question in [
            shelf().with_deleted(true),
            shelf().page(0, 5),
            shelf().narrow("books", json!({ "title": "Cats" })),
            shelf().relation("books", stheno_query::RelationPage { take: Some(1), ..Default::default() }),
            shelf().filter(json!({ "name": "Shelf s2" })),
            shelf().with_deleted_in(["books"]),
            GraphRequest::new("shelf").fields(["id", "books.id", "shelves.id", "lent.title", "notes.id"]),
            GraphRequest::new("shelf").fields(["id", "books.id"]).filter(json!({ "id": ["s1", "s2"] })),
            GraphRequest::new("shelf").fields(["id"]).filter(json!({ "id": "none" })),
        ] {
            both(world, question, &held).await;
        }
    })
    .await;
}
