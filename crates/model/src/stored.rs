//! The records of the sample models on both databases.

use crate::dynamic::{insert_json, update_json};
use crate::sample::{Blurb, Book, BookGenre, BookId, Cover, Loan, Shelf, ShelfId, Tag, instant, stamp};
use crate::{Conflict, Model, Patch, Records as _, Schema, Touched};
use serde_json::json;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::{Database, Expr, Function, Insert, Options, Select, Tx, Type};
use stheno_kernel::{Amount, JsonText, Result, Value};

/// Runs a check on an empty database with the sample's tables: on SQLite, and on PostgreSQL where there is one.
async fn on_both(test: &str, check: impl AsyncFn(Database)) {
    let url = std::env::var("TEST_DATABASE_URL");
    let url = url.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into());
    run(&check, "sqlite::memory:").await;
    let name = format!("stheno_model_{test}_{}", std::process::id());
    match administer(&url, &format!("CREATE DATABASE {name} TEMPLATE template0")).await {
        Ok(()) => {
            let (server, _) = url.rsplit_once('/').unwrap();
            run(&check, &format!("{server}/{name}")).await;
            administer(&url, &format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
        Err(e) if std::env::var_os("CI").is_some() => panic!("PostgreSQL is needed in CI: {e}"),
        Err(e) => eprintln!("skipped on PostgreSQL: {e}"),
    }
}

async fn run(check: &impl AsyncFn(Database), url: &str) {
    let database =
        Database::connect(url, Options { readers: 1, pool: 2, ..Options::default() }).await.unwrap();
    database.migrate(&tables(), &[]).await.unwrap();
    check(database.clone()).await;
    database.close().await;
}

async fn administer(url: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(sql).await
}

fn tables() -> Vec<Table> {
    let column = |name| Column { name, ty: SqlType::Text, nullable: false, default: None };
    let book_tag = Table {
        name: "book_tag",
        columns: vec![column("book_id"), column("tag_id")],
        primary_key: vec!["book_id", "tag_id"],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        keep: Keep::Rows,
    };
    let models = vec![
        Book::meta(),
        Shelf::meta(),
        Cover::meta(),
        Blurb::meta(),
        Tag::meta(),
        BookGenre::meta(),
        Loan::meta(),
    ];
    Schema { models, extra: vec![book_tag] }.tables()
}

fn shelf(id: &str, parent: Option<&str>) -> Shelf {
    Shelf { id: id.into(), parent_id: parent.map(ShelfId::from), ..Shelf::new(&stamp(0)) }
}

fn book(id: &str, shelf: &str) -> Book {
    Book { id: id.into(), shelf_id: shelf.into(), title: format!("Book {id}"), ..Book::new(&stamp(0)) }
}

fn by_id(id: &str) -> Expr {
    Book::ID.eq(id)
}

#[tokio::test]
async fn records_come_back_as_they_went_in() {
    on_both("round_trip", async |database| {
        let full = Book {
            display_id: 7,
            isbn: Some("978".into()),
            copies_sold: Some(3_000_000_000),
            price: Amount::parse("19.99").unwrap(),
            deposit: None,
            metadata: Some(JsonText::from_trusted(r#"{"a": 1}"#)),
            languages: vec!["de".into(), "a,\"b".into()],
            ..book("b1", "s1")
        };
        let expected = full.clone();
        let answer = database.transaction(async |tx: Tx| tx.insert_one(shelf("s1", None)).await);
        answer.await.unwrap();
        let work = move |tx: Tx| async move {
            tx.insert(vec![full, book("b2", "s1"), book("b3", "s1")]).await?;
            tx.insert::<Book>(Vec::new()).await?;
            let sorted =
                tx.find_ordered::<Book>(Expr::always(), vec![Book::ID.descending()], Some(2)).await?;
            let locked = tx.find_locked::<Book>(Book::ID.is_in(["b3", "b2"])).await?;
            Ok::<_, stheno_kernel::Error>((
                tx.lookup::<Book>("b1").await?,
                sorted,
                locked,
                tx.count::<Book>(Expr::always()).await?,
            ))
        };
        let (found, sorted, locked, count) = database.transaction(work).await.unwrap();
        assert_eq!(found, Some(expected));
        assert_eq!(sorted.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), ["b3", "b2"]);
        assert_eq!(locked.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), ["b2", "b3"]);
        assert!(sorted[0].display_id > 0 && sorted[0].display_id != sorted[1].display_id);
        assert_eq!(count, 3);
        assert_eq!(database.read(async |tx: Tx| tx.lookup::<Book>("b9").await).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_patch_changes_live_rows_and_keeps_raw_numbers_true() {
    on_both("patch", async |database| {
        let work = |tx: Tx| async move {
            tx.insert_one(shelf("s1", None)).await?;
            let gone = Book { deleted_at: Some(instant(1)), ..book("b2", "s1") };
            tx.insert(vec![book("b1", "s1"), gone]).await?;
            let patch = Patch::at(instant(5)).set(Book::PRICE, Amount::parse("2.50").unwrap());
            assert_eq!(tx.update(Expr::always(), patch).await?, 1);
            let more = Book::PRICE.expr().plus(Expr::param(Amount::parse("0.25").unwrap()));
            let patch =
                Patch::at(instant(6)).set_expr(Book::PRICE, more).set_some(Book::TITLE, None::<String>);
            let changed = tx.update_returning(by_id("b1"), patch).await?;
            assert_eq!(
                (changed[0].price.to_string(), changed[0].updated_at),
                ("2.75".to_owned(), instant(6))
            );
            let raw =
                tx.run(Select::from("book").column("raw_price", Type::Json).filter(by_id("b1"))).await?;
            let raw = raw.first().and_then(|row| row[0].as_json()).map(JsonText::to_value);
            assert_eq!(raw, Some(json!({ "value": "2.75", "precision": 20 })));
            assert_eq!(tx.update(by_id("b1"), Patch::<Book>::at(instant(8))).await?, 1);
            assert_eq!(tx.find_with_deleted::<Book>(Expr::always()).await?.len(), 2);
            assert_eq!(tx.remove::<Book>(Expr::always()).await?, 2);
            Ok::<_, stheno_kernel::Error>(())
        };
        database.transaction(work).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_upsert_gives_way_where_the_rule_is_held() {
    on_both("upsert", async |database| {
        let work = |tx: Tx| async move {
            tx.insert_one(shelf("s1", None)).await?;
            tx.insert_one(Book { isbn: Some("1".into()), ..book("b1", "s1") }).await?;
            let newer = Book { isbn: Some("1".into()), price: Amount::from(9), ..book("b2", "s1") };
            let other = Book { isbn: Some("2".into()), ..book("b3", "s1") };
            let target_filter = Some(Book::DELETED_AT.is_null());
            let conflict = Conflict { target: vec!["isbn"], target_filter, update: vec!["price"] };
            tx.upsert(vec![newer, other], conflict).await?;
            tx.find_ordered::<Book>(Expr::always(), vec![Book::ID.ascending()], None).await
        };
        let books = database.transaction(work).await.unwrap();
        let seen: Vec<_> = books.iter().map(|b| (b.id.as_str(), b.price)).collect();
        assert_eq!(seen, [("b1", Amount::from(9)), ("b3", Amount::ZERO)]);
    })
    .await;
}

/// A shelf in a shelf, `books` books on the inner one, each with all that hangs on a book.
async fn fill(tx: &Tx, outer: &str, books: usize) -> Result<()> {
    let inner = format!("{outer}_in");
    tx.insert(vec![shelf(outer, None), shelf(&inner, Some(outer))]).await?;
    let loan = Loan { id: format!("{outer}_l"), shelf_id: outer.into(), ..Loan::new(&stamp(0)) };
    tx.insert_one(loan).await?;
    for n in 0..books {
        let id = format!("{outer}_b{n}");
        let cover = Cover { id: format!("{id}_c"), ..Cover::new(&stamp(0)) };
        tx.insert_one(Book { cover_id: Some(cover.id.clone()), ..book(&id, &inner) }).await?;
        tx.insert_one(cover).await?;
        tx.insert_one(Blurb {
            id: format!("{id}_t"),
            book_id: BookId::from(id.as_str()),
            ..Blurb::new(&stamp(0))
        })
        .await?;
        let genre = BookGenre { book_id: id.into(), genre_id: "g".into(), ..BookGenre::new(&stamp(0)) };
        let rows = vec![vec![genre.book_id.clone().into(), "t".into()]];
        let columns = vec!["book_id", "tag_id"];
        let tag = Insert { table: "book_tag", columns, rows, on_conflict: None, returning: Vec::new() };
        tx.run(tag).await?;
        tx.insert_one(genre).await?;
    }
    Ok(())
}

fn sorted(touched: Touched) -> Vec<(&'static str, Vec<String>)> {
    let mut sorted: Vec<_> = touched.into_iter().map(|(meta, ids)| (meta.table, ids)).collect();
    sorted.iter_mut().for_each(|(_, ids)| ids.sort());
    sorted.sort();
    sorted
}

fn everything(outer: &str) -> Vec<(&'static str, Vec<String>)> {
    let ids = |names: &[&str]| names.iter().map(|name| format!("{outer}{name}")).collect::<Vec<_>>();
    vec![
        ("blurb", ids(&["_b0_t", "_b1_t"])),
        ("book", ids(&["_b0", "_b1"])),
        ("cover", ids(&["_b0_c", "_b1_c"])),
        ("loan", ids(&["_l"])),
        ("shelf", ids(&["", "_in"])),
    ]
}

#[tokio::test]
async fn what_hangs_on_a_record_goes_and_comes_back_with_it() {
    on_both("cascade", async |database| {
        let work = |tx: Tx| async move {
            fill(&tx, "s", 2).await?;
            fill(&tx, "other", 1).await?;
            let ids = ["s".to_owned(), "s".to_owned(), "s_in".to_owned()];
            let gone = tx.soft_delete(Shelf::meta(), &ids, instant(10)).await?;
            assert_eq!(sorted(gone), everything("s"));
            assert_eq!(tx.count::<Book>(Expr::always()).await?, 1);
            assert_eq!(tx.count::<BookGenre>(Expr::always()).await?, 1);
            let tags = Select::from("book_tag").expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int);
            assert_eq!(tx.run(tags).await?.into_values(), [Value::Int(1)]);
            assert!(tx.soft_delete(Shelf::meta(), &ids, instant(11)).await?.is_empty());

            let back = tx.restore(Shelf::meta(), &ids[..1], instant(20)).await?;
            assert_eq!(sorted(back), everything("s"));
            assert_eq!(tx.count::<BookGenre>(Expr::always()).await?, 3);
            let shelf = tx.lookup::<Shelf>("s").await?.unwrap();
            assert_eq!((shelf.deleted_at, shelf.updated_at), (None, instant(20)));
            assert!(tx.restore(Shelf::meta(), &ids, instant(21)).await?.is_empty());
            Ok::<_, stheno_kernel::Error>(())
        };
        database.transaction(work).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_before_stays_deleted() {
    on_both("restore", async |database| {
        let work = |tx: Tx| async move {
            fill(&tx, "s", 2).await?;
            fill(&tx, "r", 1).await?;
            tx.soft_delete(Book::meta(), &["s_b0".into()], instant(10)).await?;
            tx.soft_delete(Shelf::meta(), &["s".into()], instant(11)).await?;
            tx.soft_delete(Shelf::meta(), &["r".into()], instant(12)).await?;
            // Two roots that went at different instants, in one call.
            let back = sorted(tx.restore(Shelf::meta(), &["s".into(), "r".into()], instant(20)).await?);
            assert_eq!(back[1], ("book", vec!["r_b0".into(), "s_b1".into()]));
            assert_eq!((back[3].1.len(), back[4].1.len()), (2, 4));
            assert_eq!(tx.lookup::<Book>("s_b0").await?, None);
            assert_eq!(tx.count::<Cover>(Expr::always()).await?, 2);
            Ok::<_, stheno_kernel::Error>(())
        };
        database.transaction(work).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn statements_do_not_grow_with_records() {
    on_both("statements", async |database| {
        let mut counts = Vec::new();
        for (outer, books) in [("few", 1), ("many", 8)] {
            database.transaction(async move |tx: Tx| fill(&tx, outer, books).await).await.unwrap();
            let before = database.statements();
            let work = move |tx: Tx| async move {
                tx.soft_delete(Shelf::meta(), &[outer.into()], instant(10)).await?;
                tx.restore(Shelf::meta(), &[outer.into()], instant(20)).await
            };
            database.transaction(work).await.unwrap();
            counts.push(database.statements() - before);
        }
        assert_eq!(counts[0], counts[1]);
    })
    .await;
}

#[tokio::test]
async fn rows_without_a_mark_are_removed() {
    on_both("hard", async |database| {
        let work = |tx: Tx| async move {
            tx.insert(vec![Tag { code: "a".into() }, Tag { code: "b".into() }]).await?;
            let gone = tx.soft_delete(Tag::meta(), &["a".into(), "z".into()], instant(1)).await?;
            assert_eq!(sorted(gone), [("tag", vec!["a".to_owned()])]);
            assert!(tx.restore(Tag::meta(), &["a".into()], instant(2)).await?.is_empty());
            tx.count::<Tag>(Expr::always()).await
        };
        assert_eq!(database.transaction(work).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn bodies_become_records_and_change_them() {
    on_both("json", async |database| {
        let work = |tx: Tx| async move {
            tx.insert_one(shelf("s1", None)).await?;
            let body = |json: serde_json::Value| json.as_object().cloned().unwrap();
            let first = json!({ "id": "mine", "title": "A", "shelf_id": "s1", "price": 1.1, "metadata": { "a": 1, "c": "k" } });
            let second = json!({ "title": "B", "shelf_id": "s1", "price": "2.20" });
            let ids = insert_json(&tx, Book::meta(), vec![body(first), body(second)], &stamp(3)).await?;
            assert_eq!((ids[0].as_str(), &ids[1][..5]), ("mine", "book_"));
            let made = tx.lookup::<Book>(&ids[1]).await?.unwrap();
            assert_eq!((made.price.to_string(), made.r#type.as_str(), made.created_at), ("2.2".into(), "novel", instant(3)));

            let patch = body(json!({ "title": "C", "price": 3, "metadata": { "c": "", "n": { "x": 1 } } }));
            let mut changed = update_json(&tx, Book::meta(), Book::ID.is_in(&ids), &patch, instant(9)).await?;
            changed.sort();
            let mut expected = ids.clone();
            expected.sort();
            assert_eq!(changed, expected);
            let books = tx.find_ordered::<Book>(Expr::always(), vec![Book::DISPLAY_ID.ascending()], None).await?;
            let metadata: Vec<_> = books.iter().map(|b| b.metadata.as_ref().unwrap().to_value()).collect();
            assert_eq!(metadata, [json!({ "a": 1, "n": { "x": 1 } }), json!({ "n": { "x": 1 } })]);
            assert!(books.iter().all(|b| b.title == "C" && b.updated_at == instant(9)));

            let cleared = update_json(&tx, Book::meta(), by_id("mine"), &body(json!({ "metadata": null })), instant(10)).await?;
            assert_eq!(cleared, ["mine"]);
            assert_eq!(tx.lookup::<Book>("mine").await?.unwrap().metadata, None);
            let nobody = update_json(&tx, Book::meta(), by_id("x"), &patch, instant(10)).await?;
            assert!(nobody.is_empty());
            Ok::<_, stheno_kernel::Error>(())
        };
        database.transaction(work).await.unwrap();
    })
    .await;
}
